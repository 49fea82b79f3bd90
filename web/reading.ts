import type { Picture } from "../src/core/picture.ts";
import type { Reading, Seen } from "../src/core/reading.ts";

/** A picture to be read: a file, or pixels that were drawn here. */
export type Source = Blob | Picture;

/** What was read from one picture, whoever read it. */
export interface ShownReading extends Omit<Reading, "seen" | "timings">, Seen {
  readonly model: { readonly name: string; readonly version: string };
  /** Null where no request was made. */
  readonly requestId: string | null;
}

/** Reads pictures, here or elsewhere. */
export interface PageReader {
  /** @throws Problem; whatever it throws after `signal` has been aborted means nothing */
  read(source: Source, maxError: number, signal: AbortSignal): Promise<ShownReading>;
}

/** Why a picture could not be read. `message` is shown to the user, as text. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
