import assert from "node:assert/strict";
import { test } from "node:test";
import { limitConcurrency } from "../../bench/stress/limit-concurrency.ts";

test("no more than the limit run at once, the others follow in order, and a failure frees its place", async () => {
  const inTurn = limitConcurrency(2);
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const task = (number: number) => () => {
    started.push(number);
    return new Promise<number>((resolve, reject) => {
      finish[number] = () => (number === 0 ? reject(new Error("failed")) : resolve(number));
    });
  };
  const results = [0, 1, 2, 3].map((number) => inTurn(task(number)));
  const settled = Promise.allSettled(results);
  await Promise.resolve();
  assert.deepEqual(started, [0, 1]);
  finish[0]();
  await results[0].catch(() => {});
  assert.deepEqual(started, [0, 1, 2]);
  finish[2]();
  await results[2];
  assert.deepEqual(started, [0, 1, 2, 3]);
  finish[1]();
  finish[3]();
  assert.deepEqual(
    (await settled).map((result) => result.status),
    ["rejected", "fulfilled", "fulfilled", "fulfilled"],
  );
});
