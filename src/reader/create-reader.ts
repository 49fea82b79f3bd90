import type { Classifier } from "../core/classifier.ts";
import type { Manifest } from "../core/manifest.ts";
import { type ReadOptions, readDigit } from "../core/read-digit.ts";
import type { Reading } from "../core/reading.ts";
import type { DecodeLimits } from "./decode/check-file.ts";
import { decode } from "./decode/decode.ts";

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
}

/** A reader in this thread. The caller closes the classifier. */
export function createReader(classifier: Classifier, manifest: Manifest, limits?: DecodeLimits): Reader {
  const model = {
    decode: (bytes: Uint8Array) => decode(bytes, limits),
    ...{ classifier, manifest },
  };
  return { manifest, readDigit: (bytes, options) => readDigit(bytes, model, options) };
}
