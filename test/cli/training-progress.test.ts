import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { createProgress } from "../../src/cli/training-progress.ts";

const REPORT = { epoch: 2, loss: 0.12345, score: 0.9876, best: true };
const STEP = { step: 50, steps: 100, epoch: 3, loss: 0.1, parts: [], secondsLeft: 125 };

test("Where nobody looks on, training writes one line for each epoch", () => {
  const output = record(false, (progress) => {
    progress.step(STEP);
    progress.epoch(REPORT, 10);
  });
  assert.equal(output, "epoch 2 of 10  loss 0.1235  validation 98.76 %  best so far\n");
});

test("In a terminal, training draws a bar with loss, validation accuracy and time left", () => {
  const output = record(true, (progress) => {
    progress.epoch(REPORT, 10);
    progress.step(STEP);
  });
  assert.match(output, /█{12}░{12} epoch 3 {2}loss 0\.1000 {2}validation 98\.76 % {2}2:05 left$/);
});

function record(isTTY: boolean, use: (progress: ReturnType<typeof createProgress>) => void): string {
  const stream = Object.assign(new PassThrough(), { isTTY });
  use(createProgress(stream as unknown as NodeJS.WriteStream));
  return String(stream.read());
}
