import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createEventTurns } from "../../src/reader/create-event-turns.ts";

test("so many begin in each turn of the event loop, in their order, and others get their share between", async () => {
  const enterTurn = createEventTurns(2);
  const begun: number[] = [];
  const all = Promise.all([1, 2, 3, 4, 5].map((piece) => enterTurn().then(() => begun.push(piece))));
  assert.deepEqual(begun, []);
  const seen: number[] = [];
  while (begun.length < 5) {
    await nextTurn();
    seen.push(begun.length);
  }
  await all;
  assert.deepEqual(begun, [1, 2, 3, 4, 5]);
  assert.deepEqual(seen, [2, 4, 5]);
  await enterTurn(); // it goes on after a rest
});
