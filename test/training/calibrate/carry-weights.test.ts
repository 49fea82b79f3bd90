import assert from "node:assert/strict";
import { test } from "node:test";
import { combine } from "../../../src/core/decide/combine.ts";
import { CLASS_COUNT, NON_DIGIT } from "../../../src/core/manifest.ts";
import { carryWeights } from "../../../src/training/calibrate/carry-weights.ts";
import { createRandom } from "../../../src/training/random.ts";

const WEIGHTS = {
  classifier: 0.6,
  finder: 0.3,
  presence: 1.4,
  bias: 0.1,
  alone: 0.9,
  alone_bias: 0.2,
  chosen_none: 1,
  chosen_bias: 0,
  nothing: 0.6,
};
const N = 400;

/** Logits that are right as often as they say. */
function drawAnswers() {
  const random = createRandom(4);
  const logits = Float32Array.from({ length: N * CLASS_COUNT }, () => 2 * random.normal());
  const labels = Uint8Array.from({ length: N }, (_, i) => {
    const row = logits.subarray(i * CLASS_COUNT, (i + 1) * CLASS_COUNT);
    const powers = row.map(Math.exp);
    let rest = random.next() * powers.reduce((a, b) => a + b);
    let label = 0;
    for (; label < CLASS_COUNT - 1 && rest >= powers[label]; label++) rest -= powers[label];
    return label;
  });
  return { logits, labels };
}

test("weights of a network that answers the same stay as they are", () => {
  const { logits, labels } = drawAnswers();
  assert.deepEqual(carryWeights(WEIGHTS, { before: logits, after: logits, labels }), WEIGHTS);
});

test("of a network that is twice as sure, and readier to say no digit, readings come out as they did before", () => {
  const { logits, labels } = drawAnswers();
  const after = logits.map((logit, i) => 2 * (i % CLASS_COUNT === NON_DIGIT ? logit + 0.8 : logit));
  const carried = carryWeights(WEIGHTS, { before: logits, after, labels });
  const region = { box: { x: 0, y: 0, width: 9, height: 9 }, logit: 0.4, logDigits: new Array(10).fill(Math.log(0.1)) };
  for (const place of [undefined, region]) {
    for (let i = 0; i < 50; i++) {
      const rowOf = (all: Float32Array) => all.subarray(i * CLASS_COUNT, (i + 1) * CLASS_COUNT);
      const before = combine(rowOf(logits), place as never, WEIGHTS);
      const now = combine(rowOf(after), place as never, carried);
      for (const [k, value] of before.entries())
        assert.ok(Math.abs(value - now[k]) < 0.02, `${value} became ${now[k]}`);
    }
  }
});
