import { statSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS } from "../core/default-limits.ts";
import type { NumbersReading } from "../core/numbers/number-reading.ts";
import type { Reading } from "../core/reading.ts";
import type { ReadOptions } from "../core/reading-model.ts";
import { PredictorError } from "../errors.ts";
import { PACKAGED_MODEL } from "../package-root.ts";
import type { NumbersOptions, Reader } from "./create-reader.ts";
import { DEFAULT_DECODE_MEMORY } from "./decode/open-decoder.ts";
import { type Format, READ_FORMATS } from "./decode/sniff.ts";
import { DEFAULT_QUEUE_PIXELS, DEFAULT_QUEUE_SIZE } from "./default-queue.ts";
import { loadModel } from "./load-model.ts";
import { openThreadedReader } from "./threaded-reader.ts";

export interface ReaderOptions {
  /**
   * A folder with `digits.onnx`, `finder.onnx`, `lines.onnx` and `digits.json`, or the path of the first, as `--model` takes it. Default: the model
   * that comes with the package.
   */
  readonly model?: string;
  /** Most bytes of an image file. Default 10,000,000. */
  readonly maxFileBytes?: number;
  /** Most pixels of a picture, width × height; checked before anything is decoded. Default 25,000,000. */
  readonly maxPixels?: number;
  /** Image formats that are read. Default: all of PNG, JPEG, WebP, GIF, BMP, TIFF and AVIF. */
  readonly formats?: readonly Format[];
  /** Memory that large pictures take together while they are decoded, in bytes, at least 64,000,000. Default 256,000,000. */
  readonly decodeMemoryBytes?: number;
  /** Most pictures that may wait; more are refused with `overloaded`. Default 1024. */
  readonly maxWaiting?: number;
}

/** The bytes of an image file, as `readFile` and `response.arrayBuffer()` give them. They are copied, never changed. */
export type ImageBytes = Uint8Array | ArrayBuffer;

/** Reads pictures until it is closed. Any number may be asked for at once. */
export interface ClosableReader extends Omit<Reader, "readDigit" | "readNumbers"> {
  /**
   * Reads the one digit of a picture.
   *
   * @returns which digit (null: none), how sure (0…1), and whether that is sure enough for `maxError`
   * @throws PredictorError `image_broken`, `image_unsupported`, `file_empty`, `file_too_large`, `picture_too_large`, `no_ink`,
   *   `overloaded`, `shutting_down` (it is closed), `cancelled` (by `signal`), `usage` (an argument is wrong)
   */
  readDigit(bytes: ImageBytes, options?: ReadOptions): Promise<Reading>;
  /**
   * Reads every number of a picture, in reading order; none where there is none.
   *
   * @throws PredictorError as `readDigit`, but for `no_ink`; and `constraint_invalid`
   */
  readNumbers(bytes: ImageBytes, options?: NumbersOptions): Promise<NumbersReading>;
  /**
   * Ends the thread that reads, within a second. What isn't read yet is rejected with `shutting_down`. A reader that isn't closed keeps
   * the process running.
   */
  close(): Promise<void>;
}

/**
 * Opens a reader, in a thread of its own: reading holds up nothing else. It takes about half a second and 150 MB; keep one for all pictures.
 *
 * @example
 * const reader = await openReader();
 * try {
 *   const { digit, confidence, decision } = await reader.readDigit(await readFile("seven.png"), { maxError: 0.01 });
 *   const { numbers } = await reader.readNumbers(await readFile("form.jpg"), { constraint: { length: 9, check: "luhn" } });
 * } finally {
 *   await reader.close();
 * }
 * @throws PredictorError `model_unusable` (a file is missing, damaged or of another release), `usage` (an option is wrong)
 */
export async function openReader(options: ReaderOptions = {}): Promise<ClosableReader> {
  const {
    model = PACKAGED_MODEL,
    maxFileBytes = DEFAULT_MAX_BYTES,
    maxPixels = DEFAULT_MAX_PIXELS,
    formats = READ_FORMATS,
    decodeMemoryBytes = DEFAULT_DECODE_MEMORY,
    maxWaiting = DEFAULT_QUEUE_SIZE,
  } = options;
  checkAtLeast({ maxFileBytes, maxPixels, maxWaiting }, 1);
  checkAtLeast({ decodeMemoryBytes }, 64_000_000);
  const unread = formats.find((format) => !READ_FORMATS.includes(format));
  if (unread !== undefined) throw wrong(`formats has "${unread}"; those that are read are ${READ_FORMATS.join(", ")}.`);

  const { reader, ready, close } = openThreadedReader(
    await loadModel(isFolder(model) ? join(model, "digits.onnx") : model),
    {
      limits: { maxBytes: maxFileBytes, maxPixels, formats },
      decodeMemory: decodeMemoryBytes,
      maxQueue: maxWaiting,
      queuePixels: Math.max(DEFAULT_QUEUE_PIXELS, maxPixels),
      onBatch: () => undefined,
      rejectsOnCrash: true,
    },
  );
  await ready;
  return {
    manifest: reader.manifest,
    readDigit: async (bytes, options) => await reader.readDigit(toBytes(bytes), checkMaxError(options)),
    readNumbers: async (bytes, options) => await reader.readNumbers(toBytes(bytes), checkMaxError(options)),
    close,
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function checkAtLeast(options: Readonly<Record<string, number>>, min: number): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isInteger(value) || value < min) throw wrong(`${name} must be a whole number of at least ${min}.`);
  }
}

/** Not every caller has types. */
function toBytes(bytes: ImageBytes): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw wrong("Give the bytes of an image file: a Uint8Array, as readFile(path) gives it, or an ArrayBuffer.");
}

function checkMaxError<Options extends ReadOptions>(options: Options | undefined): Options | undefined {
  const maxError = options?.maxError;
  if (maxError === undefined || (maxError > 0 && maxError <= 1)) return options;
  throw wrong("maxError must be above 0 and at most 1: the share of accepted readings that may be wrong.");
}

function wrong(message: string): PredictorError {
  return new PredictorError("usage", message);
}
