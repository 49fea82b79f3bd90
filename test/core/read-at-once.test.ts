import assert from "node:assert/strict";
import { test } from "node:test";
import type { Manifest } from "../../src/core/manifest.ts";
import type { QuickClassifier } from "../../src/core/quick-classifier.ts";
import { readAtOnce } from "../../src/core/read-at-once.ts";
import { startStopwatch } from "../../src/core/stopwatch.ts";

/** A 1 on a small picture: # is ink. */
const ROWS = Array.from({ length: 28 }, (_, y) => (y > 4 && y < 23 ? `${".".repeat(13)}###` : "").padEnd(28, "."));
const picture = toPicture(ROWS);
const manifest = {
  quick_weights: { alone: 1, alone_bias: 0, sure: 0.9 },
  thresholds: [
    { max_error: 0.1, confidence: 0.5, coverage: 1, n: 100 },
    { max_error: 0.01, confidence: 0.95, coverage: 1, n: 100 },
  ],
} as unknown as Manifest;

test("where the quick classifier is sure, its answer is the reading", () => {
  const reading = read(picture, saying(1, 6));
  assert.equal(reading?.digit, 1);
  assert.equal(reading?.decision, "accept");
  assert.deepEqual(reading?.seen.box, { x: 13, y: 5, width: 3, height: 18 });
});

test("where it is not, or sees no digit, or the picture is not small and clean, or there is none, nothing is read", () => {
  assert.equal(read(picture, saying(1, 3)), undefined, "less sure than it must be");
  assert.equal(read(picture, saying(10, 9)), undefined);
  assert.equal(read(toPicture(ROWS.map((row) => row.padEnd(65, "."))), saying(1, 9)), undefined);
  assert.equal(read(toPicture(ROWS.map(() => "#.".repeat(14))), saying(1, 9)), undefined);
  assert.equal(read(picture, undefined), undefined);
});

function read(of: ReturnType<typeof toPicture>, quickClassifier: QuickClassifier | undefined) {
  return readAtOnce(of, { quickClassifier, manifest }, startStopwatch(undefined));
}

function saying(label: number, logit: number): QuickClassifier {
  return { classify: () => Float32Array.from({ length: 11 }, (_, k) => (k === label ? logit : 0)) };
}

function toPicture(rows: readonly string[]) {
  const [width, height] = [rows[0].length, rows.length];
  const rgba = Uint8Array.from(
    [...rows.join("")].flatMap((pixel) => (pixel === "#" ? [0, 0, 0, 255] : [255, 255, 255, 255])),
  );
  return { width, height, rgba };
}
