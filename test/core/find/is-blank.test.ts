import assert from "node:assert/strict";
import { test } from "node:test";
import { isBlank } from "../../../src/core/find/is-blank.ts";
import type { Picture } from "../../../src/core/picture.ts";
import { fromAscii } from "../../helpers/ascii-picture.ts";

function shade(width: number, height: number, grey: (x: number, y: number) => number): Picture {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++)
    rgba.fill(Math.round(grey(i % width, Math.floor(i / width))), 4 * i, 4 * i + 3);
  return { width, height, rgba };
}

test("one colour is blank, whichever and however large", () => {
  for (const row of ["....", "####", "++++"]) assert.ok(isBlank(fromAscii([row, row, row], 50)));
  assert.ok(isBlank(fromAscii(["#"])));
  assert.ok(isBlank(fromAscii(["..", ".."])));
});

test("light that falls off and a paper's grain are blank", () => {
  assert.ok(isBlank(shade(300, 300, (x, y) => 230 - 0.15 * x - 0.1 * y)));
  assert.ok(isBlank(shade(300, 300, (x, y) => 230 + ((x * 7 + y * 13) % 5))));
});

test("a thin stroke is not, nor a single pixel of a tiny picture", () => {
  assert.ok(!isBlank(shade(400, 400, (x, y) => (Math.abs(x - 200) < 2 && y > 100 && y < 300 ? 20 : 240))));
  assert.ok(!isBlank(fromAscii(["..", ".#"])));
  assert.ok(!isBlank(fromAscii([`${".".repeat(30)}#${".".repeat(30)}`])));
});
