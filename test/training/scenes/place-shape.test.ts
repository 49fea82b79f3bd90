import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "../../../src/training/random.ts";
import { type Hand, placeShape } from "../../../src/training/scenes/place-shape.ts";
import { shapeField } from "../../../src/training/scenes/shape-field.ts";

const EIGHT = `
  .######.
  .##..##.
  .##..##.
  .######.
  .##..##.
  .##..##.
  .######.
`;
const ONE = `
  ..#..
  ..#..
  ..#..
  ..#..
  ..#..
`;
const HAND: Hand = { rotation: 0, slant: 0, aspect: 1, wobble: 0, pen: 0.3, pressure: 0.45, nib: 0 };
const HEIGHT = 60;

for (const kind of ["line", "area"] as const) {
  test(`the boldest pen leaves both spaces of an 8 open, drawn as ${kind}`, () => {
    for (const nib of [0, 0.4]) assert.equal(countSpaces(place(EIGHT, kind, { ...HAND, nib })), 2, `nib ${nib}`);
  });
}

test("a digit that encloses nothing takes any pen", () => {
  const { box } = place(ONE, "line", { ...HAND, pressure: 0 });
  assert.ok(box.width > 0.5 * HEIGHT, `${box.width} pixels wide`);
});

function place(text: string, kind: "line" | "area", hand: Hand) {
  return placeShape(shapeField(toGlyph(text), kind), HEIGHT, 1, hand, createRandom(3));
}

function toGlyph(text: string) {
  const rows = text.trim().split(/\s+/);
  const coverage = Float32Array.from(rows.join(""), (character) => Number(character === "#"));
  return { width: rows[0].length, height: rows.length, coverage, label: 8 };
}

/** Pieces of paper that ink surrounds. */
function countSpaces({ width, height, coverage }: ReturnType<typeof place>): number {
  const isSeen = Uint8Array.from(coverage, (value) => Number(value > 0.5));
  let pieces = 0;
  for (let start = 0; start < isSeen.length; start++) {
    if (isSeen[start] === 1) continue;
    pieces++;
    const open = [start];
    while (open.length > 0) {
      const at = open.pop()!;
      if (isSeen[at] === 1) continue;
      isSeen[at] = 1;
      const x = at % width;
      if (x > 0) open.push(at - 1);
      if (x < width - 1) open.push(at + 1);
      if (at >= width) open.push(at - width);
      if (at < width * (height - 1)) open.push(at + width);
    }
  }
  return pieces - 1;
}
