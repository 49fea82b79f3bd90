import assert from "node:assert/strict";
import { test } from "node:test";
import { mapInOrder } from "../../src/cli/map-in-order.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test("outcomes come in the items' order, however long each takes, with no more at work than allowed", async () => {
  const waiting = new Map<number, () => void>();
  let max = 0;
  const work = (item: number) =>
    new Promise<number>((resolve) => {
      waiting.set(item, () => resolve(item * 10));
      max = Math.max(max, waiting.size);
      // The last one that is at work ends first.
      setImmediate(() => {
        const [last, finish] = [...waiting].at(-1)!;
        waiting.delete(last);
        finish();
      });
    });
  const outcomes = await collect(mapInOrder([1, 2, 3, 4, 5], 3, work));
  assert.deepEqual(
    outcomes,
    [1, 2, 3, 4, 5].map((item) => ({ item, result: item * 10 })),
  );
  assert.equal(max, 3);
});

test("an item that fails has its error, and the others their results", async () => {
  const error = new Error("broken");
  const work = async (item: string) => {
    if (item === "b") throw error;
    return item.toUpperCase();
  };
  assert.deepEqual(await collect(mapInOrder(["a", "b", "c"], 2, work)), [
    { item: "a", result: "A" },
    { item: "b", error },
    { item: "c", result: "C" },
  ]);
});
