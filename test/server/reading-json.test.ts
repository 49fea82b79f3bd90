import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import type { Reading } from "../../src/core/reading.ts";
import { encodePng } from "../../src/reader/encode-png.ts";
import { toReadingJson } from "../../src/server/reading-json.ts";

const answer: Reading = {
  digit: 7,
  confidence: 0.99812345678,
  decision: "accept",
  probabilities: [0, 0, 0.001, 0, 0, 0, 0, 0.99812345678, 0, 0.0004],
  nonDigit: 0.00047654322,
  warnings: ["faint"],
  seen: { box: { x: 1, y: 2, width: 3, height: 4 }, ink: "dark", input: new Float32Array(28 * 28).fill(0.5) },
  timings: { startedMs: 0, decodeMs: 1, findMs: 1, queueMs: 1, inferMs: 1 },
};

test("an answer is written in snake_case, with six places and without timings", () => {
  assert.deepEqual(toReadingJson(answer), {
    digit: 7,
    confidence: 0.998123,
    decision: "accept",
    probabilities: [0, 0, 0.001, 0, 0, 0, 0, 0.998123, 0, 0.0004],
    not_a_digit: 0.000477,
    warnings: ["faint"],
  });
});

test("an answer says what the network saw only when asked to explain", () => {
  const { seen } = toReadingJson(answer, { explain: true });
  assert.deepEqual(seen?.box, { x: 1, y: 2, width: 3, height: 4 });
  assert.equal(seen?.ink, "dark");
  assert.match(seen?.image ?? "", /^data:image\/png;base64,iVBORw0KGgo/);
});

test("a picture written as PNG holds the same grey values, row by row", () => {
  const png = Buffer.from(encodePng([0, 1, 0.5, 2, -1, 0.2], 3, 2)); // outside 0…1 is cut off
  assert.equal(png.readUInt32BE(16), 3);
  assert.equal(png.readUInt32BE(20), 2);
  const data = png.indexOf("IDAT");
  const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
  assert.deepEqual([...rows], [0, 0, 255, 128, 0, 255, 0, 51]);
});
