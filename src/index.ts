/**
 * The library for Node: `openReader()` reads digits and numbers in image files. `number-predictor/core` has what also runs in a browser.
 *
 * @module
 */

// biome-ignore-start lint/performance/noBarrelFile: a package has one entry
export type { Check, ConstraintOptions, NumberType } from "./core/constrain/constraint-options.ts";
export type { Manifest } from "./core/manifest.ts";
export type { DigitOfNumber, NumberAlternative, NumberReading, NumbersReading } from "./core/numbers/number-reading.ts";
export type { Box, Ink } from "./core/picture.ts";
export type { Decision, Reading, Seen, Timings, Warning } from "./core/reading.ts";
export type { ReadOptions } from "./core/reading-model.ts";
export { ERROR_CODES, type ErrorCode, isPredictorError, PredictorError } from "./errors.ts";
export type { NumbersOptions } from "./reader/create-reader.ts";
export type { Format } from "./reader/decode/sniff.ts";
export {
  type ClosableReader as Reader,
  type ImageBytes,
  openReader,
  type ReaderOptions,
} from "./reader/open-reader.ts";
// biome-ignore-end lint/performance/noBarrelFile: a package has one entry
