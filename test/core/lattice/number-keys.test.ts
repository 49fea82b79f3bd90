import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeyNumbers } from "../../../src/core/lattice/number-keys.ts";
import { createSeededRandom } from "../seeded-random.ts";

test("keys are numbered as they are met, and anew after clearing", () => {
  const random = createSeededRandom(9);
  const numbers = createKeyNumbers();
  for (let round = 0; round < 3; round++) {
    const expected = new Map<number, number>();
    for (let i = 0; i < 5_000; i++) {
      const key = random.pick([random.below(1_000), random.below(2 ** 31), 256 * random.below(1_000)]);
      if (!expected.has(key)) expected.set(key, expected.size);
      assert.equal(numbers.numberOf(key), expected.get(key));
    }
    assert.equal(numbers.size, expected.size);
    numbers.clear();
    assert.equal(numbers.size, 0);
  }
});
