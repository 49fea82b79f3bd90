import assert from "node:assert/strict";
import { test } from "node:test";
import { bilinear } from "../../../src/core/image/bilinear.ts";
import { fromRows } from "../../helpers/matrix.ts";

const VALUES = fromRows([
  [1, 2, 3],
  [5, 6, 7],
]);
const read = (x: number, y: number) => bilinear(VALUES, 3, 2, x, y);

test("in the middle of a pixel its own value is read, the last ones too", () => {
  assert.deepEqual([read(0, 0), read(1, 0), read(2, 0), read(2, 1)], [1, 2, 3, 7]);
});

test("between pixels the nearer ones count for more", () => {
  assert.equal(read(0.5, 0), 1.5);
  assert.equal(read(1, 0.25), 3);
  assert.equal(read(1.75, 0.5), 4.75);
});

test("outside lies 0, and the border fades into it", () => {
  assert.equal(read(-0.25, 0), 0.75);
  assert.equal(read(2.5, 1), 3.5);
  assert.equal(read(0, 1.5), 2.5);
  assert.deepEqual([read(-1, 0), read(3, 1), read(1, -2), read(1, 7)], [0, 0, 0, 0]);
});
