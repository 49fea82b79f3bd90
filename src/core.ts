/**
 * Reading without Node: runs in browsers, workers and Node alike, and has no dependency. Decoder and networks are handed in.
 *
 * @example
 * const reading = await readDigit(file, { decode, finder, classifier, manifest }, { maxError: 0.01 });
 * @module
 */

// biome-ignore-start lint/performance/noBarrelFile: a package has one entry
export type { Classifier } from "./core/classifier.ts";
export { type Constraint, compileConstraint } from "./core/constrain/compile-constraint.ts";
export {
  CHECKS,
  type Check,
  type ConstraintOptions,
  NUMBER_TYPES,
  type NumberType,
} from "./core/constrain/constraint-options.ts";
export type { Finder, FinderInput } from "./core/finder.ts";
export type { Manifest } from "./core/manifest.ts";
export type { DigitOfNumber, NumberAlternative, NumberReading, NumbersReading } from "./core/numbers/number-reading.ts";
export type { Box, Ink, Picture } from "./core/picture.ts";
export { readDigit } from "./core/read-digit.ts";
export { type ReadNumbersOptions, readNumbers } from "./core/read-numbers.ts";
export type { Decision, Reading, Seen, Timings, Warning } from "./core/reading.ts";
export type { ReadingModel, ReadOptions } from "./core/reading-model.ts";
export { ERROR_CODES, type ErrorCode, isPredictorError, PredictorError } from "./errors.ts";
// biome-ignore-end lint/performance/noBarrelFile: a package has one entry
