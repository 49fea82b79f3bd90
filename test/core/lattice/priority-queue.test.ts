import assert from "node:assert/strict";
import { test } from "node:test";
import { createPriorityQueue } from "../../../src/core/lattice/priority-queue.ts";
import { createSeededRandom } from "../seeded-random.ts";

test("a queue gives the highest priority first, whatever is added in between", () => {
  const random = createSeededRandom(2);
  const queue = createPriorityQueue<number>();
  const expected: number[] = [];
  for (let i = 0; i < 3_000; i++) {
    if (random.below(3) > 0) {
      const priority = random.below(500);
      queue.push(priority, priority);
      expected.push(priority);
      expected.sort((a, b) => b - a);
    } else assert.equal(queue.pop(), expected.shift());
    assert.equal(queue.size, expected.length);
    assert.equal(queue.topPriority, expected[0] ?? -Infinity);
  }
});

test("an empty queue gives nothing", () => {
  const queue = createPriorityQueue<string>();
  assert.equal(queue.pop(), undefined);
  queue.push(-1, "only");
  assert.equal(queue.pop(), "only");
  assert.equal(queue.size, 0);
});
