import assert from "node:assert/strict";
import { test } from "node:test";
import type { Classifier } from "../../src/core/classifier.ts";
import { createBatchingClassifier } from "../../src/reader/batching-classifier.ts";

/** A network that answers when told to, and writes down what it was given: the first pixel of each picture. */
function slowNetwork() {
  const runs: number[][] = [];
  const waiting: (() => void)[] = [];
  const network: Classifier = {
    async classify(inputs, n) {
      const first = Array.from({ length: n }, (_, i) => inputs[i * 784]);
      runs.push(first);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return Float32Array.from({ length: n * 11 }, (_, i) => first[Math.floor(i / 11)]);
    },
    close: async () => undefined,
  };
  return { network, runs, finish: () => waiting.shift()!() };
}

const picture = (value: number) => new Float32Array(784).fill(value);

/** A network that begins with what has arrived does so in the next turn of the event loop. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test("What has arrived shares a batch, pictures gather while the network is busy, and each caller gets its own answer", async () => {
  const { network, runs, finish } = slowNetwork();
  const classifier = createBatchingClassifier(network, { maxBatch: 2 });
  const first = [1, 2, 3].map((value) => classifier.classify(picture(value), 1));
  await nextTurn();
  assert.deepEqual(runs, [[1, 2]]);
  const more = [4, 5].map((value) => classifier.classify(picture(value), 1));
  for (const run of [[3, 4], [5]]) {
    finish();
    await nextTurn(); // the batch ends
    await nextTurn(); // the next one begins
    assert.deepEqual(runs.at(-1), run);
  }
  finish();
  assert.deepEqual(
    (await Promise.all([...first, ...more])).map(([pixel]) => pixel),
    [1, 2, 3, 4, 5],
  );
  await classifier.close();
});

test("A caller that goes away gives up its place, and its picture is never run", async () => {
  const { network, runs, finish } = slowNetwork();
  const classifier = createBatchingClassifier(network, { maxBatch: 8 });
  const gone = new AbortController();
  const first = classifier.classify(picture(1), 1);
  await nextTurn();
  const second = classifier.classify(picture(2), 1, { signal: gone.signal });
  const third = classifier.classify(picture(3), 1);
  gone.abort();
  finish();
  await assert.rejects(second, { code: "cancelled" });
  finish();
  await Promise.all([first, third]);
  assert.deepEqual(runs, [[1], [3]]);
  await classifier.close();
});
