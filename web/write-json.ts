import type { Box } from "../src/core/picture.ts";
import type { ShownDigit, ShownNumbers, ShownReading } from "./reading.ts";

/** The body as the server writes it, whoever gave the answer; short enough for a phone. */
export function writeJson(reading: ShownReading): string {
  const result = reading.kind === "digit" ? toDigitJson(reading) : toNumbersJson(reading);
  return JSON.stringify({ model: reading.model, results: [result] }, null, 2)
    .replace(/\[[\s\d.,e-]+\]/g, (list) => wrapList(list))
    .replace(/"box": \{[^}]+\}/g, (box) => box.replace(/\s+/g, " "));
}

function toDigitJson(reading: ShownDigit): unknown {
  return {
    digit: reading.digit,
    confidence: round(reading.confidence),
    decision: reading.decision,
    probabilities: reading.probabilities.map(round),
    not_a_digit: round(reading.nonDigit),
    warnings: reading.warnings,
  };
}

function toNumbersJson({ numbers, warnings }: ShownNumbers): unknown {
  return {
    numbers: numbers.map(({ text, value, confidence, decision, row, column, box, digits, alternatives, ...rest }) => ({
      ...{ text, value, confidence: round(confidence), decision, row, column, box: toBoxJson(box) },
      digits: digits.map((digit) => ({
        digit: digit.digit,
        confidence: round(digit.confidence),
        box: toBoxJson(digit.box),
      })),
      alternatives: alternatives.map((other) => ({ text: other.text, confidence: round(other.confidence) })),
      warnings: rest.warnings,
    })),
    warnings,
  };
}

function round(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}

function toBoxJson({ x, y, width, height }: Box): Box {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return { x: tenth(x), y: tenth(y), width: tenth(width), height: tenth(height) };
}

/** Ten numbers on four lines rather than ten. */
function wrapList(list: string): string {
  const numbers = list.match(/[\d.e-]+/g) ?? [];
  const lines: string[] = [];
  for (let at = 0; at < numbers.length; at += 3) lines.push(`        ${numbers.slice(at, at + 3).join(", ")}`);
  return `[\n${lines.join(",\n")}\n      ]`;
}
