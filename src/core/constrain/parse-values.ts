import { MAX_DIGITS, MAX_VALUES, MAX_VALUES_CHARACTERS } from "./limits.ts";
import { quoteValue, refuseConstraint } from "./refuse-constraint.ts";

/** Values and their digits, one after the other in one array: a million of them take little more than their text. */
export interface Values {
  readonly texts: readonly string[];
  /** `[digits of all]`, 0…9. */
  readonly digits: Uint8Array;
  /** `[values + 1]`: where the digits of each begin, and where the last ones end. */
  readonly offsets: Int32Array;
}

/**
 * @param values a list, or text with one value a line; blanks around a value and empty lines don't count
 * @throws PredictorError `constraint_invalid` where there is none, there are too many, or one has no digit
 */
export function parseValues(values: string | readonly (string | number)[]): Values {
  const tooMany = (): never =>
    refuseConstraint(
      `values must be at most ${MAX_VALUES.toLocaleString("en-US")} with ${MAX_VALUES_CHARACTERS.toLocaleString("en-US")} characters together; send fewer.`,
    );
  if (values.length > (typeof values === "string" ? MAX_VALUES_CHARACTERS + 2 * MAX_VALUES : MAX_VALUES)) tooMany();
  const lines = typeof values === "string" ? values.split("\n") : values;
  const texts: string[] = [];
  let characters = 0;
  for (const line of lines) {
    const text = String(line).trim();
    if (text === "") continue;
    characters += text.length;
    if (characters > MAX_VALUES_CHARACTERS || texts.length >= MAX_VALUES) tooMany();
    texts.push(text);
  }
  if (texts.length === 0) refuseConstraint("values must hold at least one number.");
  const digits = new Uint8Array(characters);
  const offsets = new Int32Array(texts.length + 1);
  let end = 0;
  texts.forEach((text, i) => {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x30 && code <= 0x39) digits[end++] = code - 0x30;
      else if (code < 0x20 || code === 0x7f)
        refuseConstraint(`values must be printable: entry ${i + 1} (${quoteValue(text)}) is not.`);
    }
    const count = end - offsets[i];
    if (count === 0) refuseConstraint(`values must have digits: entry ${i + 1} (${quoteValue(text)}) has none.`);
    if (count > MAX_DIGITS)
      refuseConstraint(`values must have at most ${MAX_DIGITS} digits: entry ${i + 1} has ${count}.`);
    offsets[i + 1] = end;
  });
  return { texts, digits: digits.subarray(0, end), offsets };
}
