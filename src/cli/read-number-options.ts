import { stat } from "node:fs/promises";
import { compileConstraint } from "../core/constrain/compile-constraint.ts";
import { CHECKS, type ConstraintOptions, NUMBER_TYPES } from "../core/constrain/constraint-options.ts";
import { MAX_VALUES, MAX_VALUES_CHARACTERS } from "../core/constrain/limits.ts";
import { PredictorError } from "../errors.ts";
import type { NumbersOptions } from "../reader/create-reader.ts";
import { isOneLine } from "../server/is-one-line.ts";
import { readBounded } from "./read-bounded.ts";

/** What every number must satisfy; only with `--numbers`. */
export const NUMBER_OPTIONS = {
  length: { placeholder: "N|N-N", help: "how many digits: 9, 3-6" },
  pattern: { placeholder: "PATTERN", help: "of the whole text, a subset of regular expressions: '\\d{2}\\.\\d{2}'" },
  min: { placeholder: "N", help: "least value" },
  max: { placeholder: "N", help: "greatest value" },
  check: { placeholder: "NAME", help: `check digits: ${CHECKS.join(", ")}`, choices: CHECKS },
  values: { placeholder: "FILE|N,N…", help: "a list to choose from: a file with one a line, or the values themselves" },
  type: { placeholder: "NAME", help: `shorthand for a pattern: ${NUMBER_TYPES.join(", ")}`, choices: NUMBER_TYPES },
  lines: { placeholder: "one", help: "everything on the picture is one number", choices: ["one"] },
};

export type NumberOptionName = keyof typeof NUMBER_OPTIONS;

/** Bytes of a file of values: each character may take four, and each line's end two. */
const MAX_VALUES_BYTES = 4 * MAX_VALUES_CHARACTERS + 2 * MAX_VALUES;

/**
 * What these flags ask for, checked before any picture is read.
 *
 * @throws PredictorError `usage`
 */
export async function readNumberOptions(
  texts: Readonly<Partial<Record<NumberOptionName, string>>>,
): Promise<NumbersOptions> {
  const { lines, values: list, ...rest } = texts;
  const constraint: ConstraintOptions = { ...rest, ...(list !== undefined && { values: await readValues(list) }) };
  try {
    compileConstraint(constraint);
    return { constraint, isOneLine: isOneLine(lines) };
  } catch (cause) {
    throw new PredictorError("usage", (cause as Error).message, { cause });
  }
}

/**
 * Refuses flags that mean nothing without `--numbers`.
 *
 * @throws PredictorError `usage`
 */
export function refuseNumberOptions(texts: Readonly<Partial<Record<NumberOptionName, string>>>): void {
  const [name] = Object.keys(texts);
  if (name !== undefined)
    throw new PredictorError("usage", `--${name} is about numbers. Add --numbers, or leave --${name} out.`);
}

/** Text with one value a line: a file's, or what stands in the list. */
async function readValues(text: string): Promise<string> {
  if (await isThere(text)) {
    try {
      return Buffer.from(await readBounded(text, MAX_VALUES_BYTES)).toString();
    } catch (cause) {
      throw new PredictorError("usage", `--values: ${(cause as Error).message}`, { cause });
    }
  }
  if (/\p{L}/u.test(text)) {
    const wanted = "Name a file with one value a line, or write the values with commas between them";
    throw new PredictorError("usage", `--values: There is no file of this name. ${wanted}.`);
  }
  return text.replaceAll(",", "\n");
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
