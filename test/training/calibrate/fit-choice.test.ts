import assert from "node:assert/strict";
import { test } from "node:test";
import { trustChoice } from "../../../src/core/decide/trust-choice.ts";
import { CLASS_COUNT, NON_DIGIT } from "../../../src/core/manifest.ts";
import { fitChoice, type GradedChoice } from "../../../src/training/calibrate/fit-weights.ts";

/** A reading that says "no digit" with this probability, and 3 with the rest. */
const saying = (none: number): number[] =>
  Array.from({ length: CLASS_COUNT }, (_, k) => (k === NON_DIGIT ? none : k === 3 ? 1 - none - 9e-6 : 1e-6));

test("where digits are told to be none too often, none counts less for the candidate that is chosen", () => {
  // Of those with even odds nine of ten are digits; of those with 90 % for none, half.
  const choices: GradedChoice[] = Array.from({ length: 200 }, (_, i) => {
    const isHalf = i % 2 === 0;
    const isDigit = isHalf ? i % 20 !== 0 : i % 4 === 1;
    return { probabilities: saying(isHalf ? 0.5 : 0.9), label: isDigit ? 3 : NON_DIGIT, share: 1 };
  });
  const weights = fitChoice(choices);
  assert.ok(weights.chosen_bias < -1, JSON.stringify(weights));
  const noneOf = (none: number) => trustChoice(saying(none), weights)[NON_DIGIT];
  assert.ok(Math.abs(noneOf(0.5) - 0.1) < 0.05, `${noneOf(0.5)}`);
  assert.ok(Math.abs(noneOf(0.9) - 0.5) < 0.05, `${noneOf(0.9)}`);
});

test("what is right already stays as it is", () => {
  const choices: GradedChoice[] = Array.from({ length: 200 }, (_, i) => {
    const isHalf = i % 2 === 0;
    const isDigit = isHalf ? i % 4 === 0 : i % 20 === 1;
    return { probabilities: saying(isHalf ? 0.5 : 0.9), label: isDigit ? 3 : NON_DIGIT, share: 1 };
  });
  const weights = fitChoice(choices);
  for (const none of [0.5, 0.9])
    assert.ok(Math.abs(trustChoice(saying(none), weights)[NON_DIGIT] - none) < 0.05, JSON.stringify(weights));
});
