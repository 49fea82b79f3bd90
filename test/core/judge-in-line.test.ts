import assert from "node:assert/strict";
import { test } from "node:test";
import type { JudgedCandidate } from "../../src/core/decide/choose-digit.ts";
import { judgeInLine } from "../../src/core/judge-in-line.ts";
import { STRIP_STRIDE } from "../../src/core/line/strip.ts";
import type { LineReader } from "../../src/core/line-reader.ts";
import { CLASS_COUNT, type Manifest } from "../../src/core/manifest.ts";
import { startStopwatch } from "../../src/core/stopwatch.ts";
import { PredictorError } from "../../src/errors.ts";
import { FAKE_MANIFEST } from "../helpers/fake-reader.ts";

const PICTURE = { width: 200, height: 60, rgba: new Uint8Array(200 * 60 * 4).fill(255) };
const MANIFEST: Manifest = {
  ...FAKE_MANIFEST,
  line_weights: { alone: 0.5, alone_none: 0.5, line: 1, line_none: 1, bias: 0 },
};

/** A candidate that is a 1 or a 7, nobody knows. */
function toCandidate(x: number, width = 14): JudgedCandidate {
  const box = { x, y: 10, width, height: 30 };
  const probabilities = Array.from({ length: 11 }, (_, k) => (k === 1 || k === 7 ? 0.46 : 0.08 / 9));
  return {
    candidate: { input: new Float32Array(784), box, ink: "dark", region: undefined, warnings: [] },
    probabilities,
  };
}

/** A line reader to which every column is the same digit. */
function sayingAlways(digit: number): LineReader & { widths: number[] } {
  const widths: number[] = [];
  return {
    widths,
    async read({ count, columns }) {
      const each = columns / STRIP_STRIDE;
      const logits = new Float32Array(count * CLASS_COUNT * each);
      for (let strip = 0; strip < count; strip++) {
        widths.push(columns);
        const from = (strip * CLASS_COUNT + digit) * each;
        logits.fill(5, from, from + each);
      }
      return logits;
    },
    close: async () => {},
  };
}

const digitOf = ({ probabilities }: JudgedCandidate) => probabilities.indexOf(Math.max(...probabilities));

test("what the line shows decides what a digit alone leaves open; each number is a strip of its own", async () => {
  const judged = [toCandidate(20), toCandidate(40), toCandidate(150)];
  const lineReader = sayingAlways(7);
  const model = { lineReader, manifest: MANIFEST };
  const numbers = [[0, 1], [2]];
  const inLine = await judgeInLine(PICTURE, judged, numbers, model, startStopwatch(undefined));
  assert.deepEqual(inLine.judged.map(digitOf), [7, 7, 7]);
  assert.deepEqual([...inLine.columns.keys()], numbers);
  assert.equal(lineReader.widths.length, 2);
  assert.ok(lineReader.widths[0] > lineReader.widths[1]);
});

test("numbers of the same length are shown together, and each gets what its own strip shows", async () => {
  const picture = { width: 900, height: 60, rgba: new Uint8Array(900 * 60 * 4).fill(255) };
  const judged = Array.from({ length: 6 }, (_, i) => toCandidate(20 + 140 * i));
  let calls = 0;
  // Of each call, the first strip is a 1 and all others are a 7.
  const lineReader: LineReader = {
    async read({ count, columns }) {
      calls++;
      const each = columns / STRIP_STRIDE;
      const logits = new Float32Array(count * CLASS_COUNT * each);
      for (let strip = 0; strip < count; strip++) {
        const from = (strip * CLASS_COUNT + (strip === 0 ? 1 : 7)) * each;
        logits.fill(5, from, from + each);
      }
      return logits;
    },
    close: async () => {},
  };
  const numbers = judged.map((_, i) => [i]);
  const inLine = await judgeInLine(
    picture,
    judged,
    numbers,
    { lineReader, manifest: MANIFEST },
    startStopwatch(undefined),
  );
  assert.equal(calls, 2);
  assert.deepEqual(inLine.judged.map(digitOf), [1, 7, 7, 7, 1, 7]);
});

test("a model without a line reader leaves everything as it is, and so does a line that no number is as long as", async () => {
  const judged = [toCandidate(20), toCandidate(40)];
  const watch = startStopwatch(undefined);
  const alone = await judgeInLine(PICTURE, judged, [[0, 1]], { manifest: MANIFEST }, watch);
  assert.deepEqual([alone.judged, alone.columns.size], [judged, 0]);
  const far = [toCandidate(0), toCandidate(20_000)];
  const lineReader = sayingAlways(7);
  const long = await judgeInLine(PICTURE, far, [[0, 1]], { lineReader, manifest: MANIFEST }, watch);
  assert.deepEqual([long.judged, long.columns.size], [far, 0]);
  assert.deepEqual(lineReader.widths, []);
});

test("nobody's lines are read for who has gone", async () => {
  const gone = new AbortController();
  gone.abort();
  const lineReader = sayingAlways(7);
  const model = { lineReader, manifest: MANIFEST };
  const reading = judgeInLine(PICTURE, [toCandidate(20)], [[0]], model, startStopwatch(gone.signal));
  await assert.rejects(reading, (error) => error instanceof PredictorError && error.code === "cancelled");
  assert.deepEqual(lineReader.widths, []);
});

test("a line that is higher than any digit is not read", async () => {
  const high = [
    { ...toCandidate(0), candidate: { ...toCandidate(0).candidate, box: { x: 0, y: 0, width: 9, height: 3e4 } } },
  ];
  const lineReader = sayingAlways(7);
  const model = { lineReader, manifest: MANIFEST };
  const inLine = await judgeInLine(PICTURE, high, [[0]], model, startStopwatch(undefined));
  assert.deepEqual([inLine.judged, inLine.columns.size, lineReader.widths], [high, 0, []]);
});
