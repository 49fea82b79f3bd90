import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createEventTurns } from "../../src/reader/create-event-turns.ts";

const PIECES = [1, 2, 3, 4, 5];

/** How many pieces are done after each turn of the event loop, until all are. */
async function runAll(maxMs: number): Promise<{ readonly done: readonly number[]; readonly seen: readonly number[] }> {
  const inTurn = createEventTurns(maxMs);
  const done: number[] = [];
  const all = Promise.all(PIECES.map((piece) => inTurn(async () => done.push(piece))));
  assert.deepEqual(done, [], "nothing is done in the turn in which it is asked for");
  const seen: number[] = [];
  while (done.length < PIECES.length) {
    await nextTurn();
    seen.push(done.length);
  }
  await all;
  return { done, seen };
}

test("tasks run in their order, all in one turn of the event loop where there is time", async () => {
  assert.deepEqual(await runAll(Number.POSITIVE_INFINITY), { done: PIECES, seen: [5] });
});

test("where a turn's time is over, the rest follows in the next turns", async () => {
  assert.deepEqual(await runAll(0), { done: PIECES, seen: [1, 2, 3, 4, 5] });
});

test("each caller gets its own result or error, however many there are, and it goes on after a rest", async () => {
  const inTurn = createEventTurns(1);
  for (let times = 0; times < 2; times++) {
    const results = await Promise.allSettled(
      Array.from({ length: 3000 }, (_, i) =>
        inTurn(async () => {
          if (i % 3 === 0) throw new Error(String(i));
          return i;
        }),
      ),
    );
    for (const [i, result] of results.entries())
      assert.deepEqual(result.status === "fulfilled" ? result.value : result.reason.message, i % 3 === 0 ? `${i}` : i);
  }
});
