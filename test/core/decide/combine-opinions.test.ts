import assert from "node:assert/strict";
import { test } from "node:test";
import { combineOpinions } from "../../../src/core/decide/combine-opinions.ts";
import { NON_DIGIT } from "../../../src/core/manifest.ts";

const EVEN = { alone: 0.5, alone_none: 0.5, line: 0.5, line_none: 0.5, bias: 0 };

function opinion(shares: Record<number, number>): number[] {
  const rest = (1 - Object.values(shares).reduce((a, b) => a + b)) / (11 - Object.keys(shares).length);
  return Array.from({ length: 11 }, (_, k) => shares[k] ?? rest);
}

test("two opinions that agree stay what they are, and their probabilities sum to 1", () => {
  const one = opinion({ 3: 0.7, 5: 0.2 });
  const both = combineOpinions(one, Float32Array.from(one), EVEN);
  for (const [k, probability] of both.entries()) assert.ok(Math.abs(probability - one[k]) < 1e-6);
});

test("where they differ, the surer one counts more, and so does the weightier", () => {
  const alone = opinion({ 1: 0.55, 7: 0.4 });
  const inLine = Float32Array.from(opinion({ 7: 0.98 }));
  const both = combineOpinions(alone, inLine, EVEN);
  assert.equal(both.indexOf(Math.max(...both)), 7);
  const deaf = combineOpinions(alone, inLine, { ...EVEN, alone: 1, line: 0 });
  assert.equal(deaf.indexOf(Math.max(...deaf)), 1);
});

test("no opinion rules anything out, and the bias speaks for no digit", () => {
  const impossible = Float32Array.from({ length: 11 }, (_, k) => (k === 2 ? 1 : 0));
  const both = combineOpinions(opinion({ 8: 0.9999 }), impossible, EVEN);
  assert.ok(both[8] > 0.1 && both.every((probability) => probability > 0 && Number.isFinite(probability)));
  const biased = combineOpinions(opinion({ 8: 0.6 }), Float32Array.from(opinion({ 8: 0.6 })), { ...EVEN, bias: 5 });
  assert.equal(biased.indexOf(Math.max(...biased)), NON_DIGIT);
});
