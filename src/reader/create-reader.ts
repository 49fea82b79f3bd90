import type { ConstraintOptions } from "../core/constrain/constraint-options.ts";
import type { Manifest } from "../core/manifest.ts";
import type { NumbersReading } from "../core/numbers/number-reading.ts";
import { readDigit } from "../core/read-digit.ts";
import { readNumbers } from "../core/read-numbers.ts";
import type { Reading } from "../core/reading.ts";
import type { ReadingModel, ReadOptions } from "../core/reading-model.ts";
import { createConstraintCache } from "./constraint-cache.ts";
import type { DecodeLimits } from "./decode/check-file.ts";
import { decode, glance } from "./decode/decode.ts";

/** Reads the bytes of image files. */
export interface Reader {
  /** Of the model that reads what is asked for now. */
  readonly manifest: Manifest;
  /**
   * @param bytes an image file of any format that is read
   * @throws PredictorError `image_broken`, `image_unsupported`, `file_empty`, `file_too_large`, `picture_too_large`, `no_ink`,
   *   `overloaded`, `shutting_down`, `cancelled`
   */
  readDigit(bytes: Uint8Array, options?: ReadOptions): Promise<Reading>;
  /**
   * Every number on a picture, none where there is none.
   *
   * @param bytes an image file of any format that is read
   * @throws PredictorError as `readDigit`, but for `no_ink`; and `constraint_invalid`
   */
  readNumbers(bytes: Uint8Array, options?: NumbersOptions): Promise<NumbersReading>;
}

export interface NumbersOptions extends ReadOptions {
  /** What every number must satisfy. */
  readonly constraint?: ConstraintOptions;
  /** Everything on the picture is one number on one line. Default false. */
  readonly isOneLine?: boolean;
}

/** A reader in this thread. The caller closes the networks. */
export function createReader(model: Omit<ReadingModel<never>, "decode">, limits?: DecodeLimits): Reader {
  const { finder, classifier, quickClassifier, lineReader, manifest } = model;
  const constraints = createConstraintCache();
  const own = {
    ...{ finder, classifier, quickClassifier, lineReader, manifest },
    decode: (bytes: Uint8Array) => decode(bytes, limits),
    glance: (bytes: Uint8Array) => glance(bytes, limits),
  };
  return {
    manifest,
    readDigit: (bytes, options) => readDigit(bytes, own, options),
    readNumbers: async (bytes, { constraint, ...options } = {}) =>
      await readNumbers(bytes, own, { ...options, constraint: constraints.compile(constraint) }),
  };
}
