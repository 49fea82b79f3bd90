import type { Format } from "./sniff.ts";

/** What a file says about its picture before anything is decoded. */
export interface Header {
  readonly format: Format;
  /** In pixels as the decoder gives them, before the orientation is applied; above 0. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation 1…8, how the stored picture must be turned to stand upright; 1 is as it is. */
  readonly orientation: number;
  /** What the decoder is given: the file without what it doesn't need, such as text, colour profiles and all frames but the first. */
  readonly file: Uint8Array;
  /** Memory that the decoder needs for each pixel, in bytes, beside the picture that it gives: measured, see docs/bounds.md. */
  readonly bufferBytes: number;
  /**
   * How long decoding takes at most: as long as one scan of a JPEG of so many pixels, some 2 ns each. Only of a file with a plain
   * structure: what others do to a decoder isn't known.
   */
  readonly work?: number;
  /** Whether the file has fewer bytes than its pixels need at least, however well they are packed. */
  readonly lacksBytes?: boolean;
  /** Whether the file's end mark is missing. Its pixels are there where the decoder says so. */
  readonly truncated?: boolean;
  /** Whether only sharp does it well: a PNG with 16 bits per sample, and what isn't plain. */
  readonly isElaborate?: boolean;
}

/** What the readers of the single formats give: a header without what follows from the format, or is seldom needed. */
export type Facts = Omit<Header, "format" | "orientation"> & { readonly orientation?: number };
