import assert from "node:assert/strict";
import { test } from "node:test";
import { columnAt, readColumns, surestBeside, toColumns } from "../../../src/core/line/read-columns.ts";
import { STRIP_DIGIT, STRIP_STRETCH, STRIP_STRIDE } from "../../../src/core/line/strip.ts";
import { CLASS_COUNT, NON_DIGIT } from "../../../src/core/manifest.ts";

const PLACE = { left: 0, right: 60, y: 16, slope: 0, height: STRIP_DIGIT };

/** Columns that show these digits, and nothing elsewhere. */
function columnsOf(count: number, digits: Record<number, number>) {
  const logits = new Float32Array(CLASS_COUNT * count);
  for (let column = 0; column < count; column++) logits[(digits[column] ?? NON_DIGIT) * count + column] = 4;
  return toColumns(logits, PLACE);
}

/** A box whose middle is the middle of a column. */
const boxAt = (column: number, width: number) => {
  const x = ((column + 0.5) * STRIP_STRIDE) / STRIP_STRETCH;
  return { x: x - width / 2, y: 5, width, height: STRIP_DIGIT };
};

test("a column's logits become probabilities", () => {
  const [none] = columnsOf(1, {}).probabilities.slice(NON_DIGIT);
  assert.ok(Math.abs(none - Math.exp(4) / (Math.exp(4) + 10)) < 1e-6);
});

test("a box is told what stands in its middle, not what its neighbours are", () => {
  const columns = columnsOf(20, { 4: 7, 9: 1, 10: 1, 14: 3 });
  const digitAt = (column: number, width: number) => {
    const found = columnAt(columns, boxAt(column, width))!;
    return found.indexOf(Math.max(...found));
  };
  assert.equal(digitAt(4, 14), 7);
  assert.equal(digitAt(9, 14), 1);
  assert.equal(digitAt(14, 14), 3);
  assert.equal(digitAt(12, 5), NON_DIGIT);
  // One column beside the middle is near enough, even for a narrow box.
  assert.equal(digitAt(11, 20), 1);
});

test("a box beyond the strip is told nothing", () => {
  assert.equal(columnAt(columnsOf(4, {}), boxAt(12, 10)), undefined);
});

test("a digit beside the boxes is told of; what lies on a box is not, nor is anything where boxes are all over", () => {
  const columns = columnsOf(20, { 4: 7, 9: 1 });
  const seven = Math.exp(4) / (Math.exp(4) + 10);
  const nothing = 1 - seven;
  assert.ok(Math.abs(surestBeside(columns, [boxAt(4, 14)]) - (1 - 1 / (Math.exp(4) + 10))) < 1e-5);
  assert.ok(Math.abs(surestBeside(columns, [boxAt(4, 14), boxAt(9, 6)]) - nothing) < 1e-5);
  assert.equal(surestBeside(columns, [boxAt(10, 100)]), 0);
});

test("what the line reader reads by itself is the surest digit of every run of digit columns", () => {
  const read = (...columns: [digit: number, logit: number][]) => {
    const logits = new Float32Array(CLASS_COUNT * columns.length);
    for (const [column, [digit, logit]] of columns.entries()) logits[digit * columns.length + column] = logit;
    return readColumns(toColumns(logits, PLACE));
  };
  const none: [number, number] = [NON_DIGIT, 5];
  assert.equal(read(none, [4, 3], none, [4, 9], [4, 8], none), "44");
  assert.equal(read([7, 2], [1, 6], [1, 4], none, [0, 3]), "10");
  assert.equal(read(none, none), "");
});
