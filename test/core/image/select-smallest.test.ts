import assert from "node:assert/strict";
import { test } from "node:test";
import { selectByWeight } from "../../../src/core/image/select-by-weight.ts";
import { selectSmallest } from "../../../src/core/image/select-smallest.ts";
import { createRandom } from "../../../src/training/random.ts";

/** Of few and of many different values, sorted, constant and mixed. */
function* lists(): Generator<number[]> {
  const random = createRandom(7);
  for (let n = 1; n < 60; n++) {
    const different = random.chance(0.5) ? 3 : 1000;
    yield Array.from({ length: n }, () => random.below(different));
  }
  yield Array.from({ length: 100 }, (_, i) => i);
  yield new Array<number>(100).fill(4);
}

test("each place has what sorting would put there", () => {
  for (const list of lists()) {
    const sorted = list.toSorted((a, b) => a - b);
    for (const [place, value] of sorted.entries())
      assert.equal(selectSmallest(Float64Array.from([...list, -1]), list.length, place), value, `${list} at ${place}`);
  }
});

test("by weight it is the first value up to which there is so much", () => {
  const random = createRandom(8);
  for (const list of lists()) {
    const items = list.map((value) => ({ value, weight: random.chance(0.5) ? 1 : 0.25 }));
    const total = items.reduce((sum, { weight }) => sum + weight, 0);
    for (const target of [0.25, total / 3, total / 2, total]) {
      const weightUpTo = (value: number) =>
        items.reduce((sum, item) => sum + (item.value <= value ? item.weight : 0), 0);
      const expected = Math.min(...list.filter((value) => weightUpTo(value) >= target));
      const values = Float64Array.from(items, ({ value }) => value);
      const weights = Float64Array.from(items, ({ weight }) => weight);
      assert.equal(selectByWeight(values, weights, list.length, target), expected, `${list} up to ${target}`);
    }
  }
});
