import type { Reading } from "../core/reading.ts";
import type { ReadOptions } from "../core/reading-model.ts";
import type { Reader } from "../reader/create-reader.ts";
import { toReadingJson } from "../server/reading-json.ts";
import { drawInput } from "./draw-input.ts";
import type { PictureTask } from "./picture-task.ts";
import { toPercent } from "./to-percent.ts";

/** Reads one digit of each picture: `picture.png  7   99.8%  accept  faint`. */
export function createDigitTask(reader: Reader, options: ReadOptions, explain: boolean): PictureTask<Reading> {
  const toJson = (reading: Reading) => toReadingJson(reading, { explain });
  return {
    read: (bytes) => reader.readDigit(bytes, options),
    toJson,
    jsonField: "digit",
    toText(file, { digit, confidence, decision, warnings, seen }) {
      const line = [file, digit ?? "none", toPercent(confidence), decision, ...warnings].join("  ");
      return explain ? `${line}\n${drawInput(seen.input)}` : line;
    },
    csvColumns: ["digit", "confidence", "decision", "not_a_digit", "warnings"],
    toCsvRows(reading) {
      const { digit, confidence, decision, not_a_digit: notADigit, warnings } = toJson(reading);
      return [[digit, confidence, decision, notADigit, warnings.join(" ")]];
    },
    toDecisions: ({ decision }) => [decision],
  };
}
