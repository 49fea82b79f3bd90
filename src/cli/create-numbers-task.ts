import type { NumberReading, NumbersReading } from "../core/numbers/number-reading.ts";
import type { NumbersOptions, Reader } from "../reader/create-reader.ts";
import { toNumbersJson } from "../server/numbers-json.ts";
import { drawInput } from "./draw-input.ts";
import type { PictureTask } from "./picture-task.ts";
import { toPercent } from "./to-percent.ts";

const PLACE = ["row", "column"];
const BOX = ["x", "y", "width", "height"];
/** Before the warnings. */
const NO_NUMBER = [null, null, null, null, null, null, null, null, null, null];

/** Reads every number of each picture, one a line: `sheet.png  0142   98.1%  accept  row 0  column 0  faint`. */
export function createNumbersTask(
  reader: Reader,
  options: NumbersOptions,
  explain: boolean,
): PictureTask<NumbersReading> {
  const toJson = (reading: NumbersReading) => toNumbersJson(reading, { explain });
  return {
    read: (bytes) => reader.readNumbers(bytes, options),
    toJson,
    jsonField: "numbers",
    toText(file, { numbers, warnings }) {
      if (numbers.length === 0) return [file, "no number", ...warnings].join("  ");
      const width = Math.max(...numbers.map(({ text }) => (text ?? "none").length));
      const toLine = ({ text, confidence, decision, row, column, ...number }: NumberReading) => {
        const words = [...number.warnings, ...warnings];
        const place = [`row ${row}`, `column ${column}`];
        const line = [file, (text ?? "none").padEnd(width), toPercent(confidence), decision, ...place, ...words];
        // Without this, nobody would know what stands there.
        if (text === null) line.push(`without the constraint ${number.unconstrained?.text}`);
        return [line.join("  "), ...(explain ? number.digits.map(drawDigit) : [])].join("\n");
      };
      return numbers.map(toLine).join("\n");
    },
    csvColumns: [...PLACE, "text", "value", "confidence", "decision", ...BOX, "warnings"],
    toCsvRows(reading) {
      const { numbers, warnings } = toJson(reading);
      if (numbers.length === 0) return [[...NO_NUMBER, warnings.join(" ")]];
      return numbers.map(({ row, column, text, value, confidence, decision, box, ...number }) => {
        const words = [...number.warnings, ...warnings].join(" ");
        return [row, column, text, value, confidence, decision, box.x, box.y, box.width, box.height, words];
      });
    },
    toDecisions: ({ numbers }) => numbers.map(({ decision }) => decision),
  };
}

function drawDigit({ digit, confidence, input }: NumberReading["digits"][number]): string {
  return `${digit}  ${toPercent(confidence)}\n${drawInput(input)}`;
}
