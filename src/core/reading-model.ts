import type { Classifier } from "./classifier.ts";
import type { Finder } from "./finder.ts";
import type { LineReader } from "./line-reader.ts";
import type { Manifest } from "./manifest.ts";
import type { Picture } from "./picture.ts";
import type { QuickClassifier } from "./quick-classifier.ts";

/** What reading takes besides the picture. It is handed in: a server and a browser decode and compute each in its own way. */
export interface ReadingModel<Source> {
  /**
   * Turns what the caller has, such as the bytes of a file, into pixels. Its errors are passed on. The pixels are the reader's from then
   * on: it puts paper behind transparent ones.
   */
  decode(source: Source, signal?: AbortSignal): Promise<Picture>;
  /**
   * The same made smaller, where that is quicker: for a digit that fills a good part of a photo it is enough, and for any other one the
   * picture is decoded after all. A decoder need not have it.
   *
   * @returns undefined where it isn't worth it
   */
  glance?(source: Source, signal?: AbortSignal): Promise<Picture | undefined>;
  readonly finder: Finder;
  readonly classifier: Classifier;
  /** Reads most small pictures; a model need not have it. */
  readonly quickClassifier?: QuickClassifier | undefined;
  /** Reads lines of digits; a model need not have it. */
  readonly lineReader?: LineReader | undefined;
  readonly manifest: Manifest;
}

export interface ReadOptions {
  /** Share of accepted readings that may be wrong, above 0 to 1. Default 0.01. */
  readonly maxError?: number;
  /** Cancels: rejects with `cancelled`. */
  readonly signal?: AbortSignal;
}
