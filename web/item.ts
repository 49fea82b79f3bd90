import { Problem, type ShownReading, type Source } from "./reading.ts";

/** A picture on the page: the drawing, or a file. */
export interface Item {
  readonly name: string;
  source: Source;
  readonly isDrawing: boolean;
  /** For the screen; absent until it is there, or where the browser cannot decode it. */
  preview?: { readonly image: CanvasImageSource; readonly width: number; readonly height: number };
  state: "empty" | "waiting" | "reading" | "read" | "failed";
  reading?: ShownReading;
  problem?: Problem;
  /** `[28, 28]` of `reading`, in log-odds. */
  heat?: Float32Array;
  /** What the server has stored of `reading`, where somebody has said what it really is. */
  stored?: StoredCorrection;
  /** Whether the server has said that it doesn't read this file. */
  refused?: boolean;
  /** Gives up the reading under way: its answer is dropped, and nothing waits for it any more. */
  stop?: AbortController;
}

export interface StoredCorrection {
  /** The reading on the page that it is about. */
  readonly of: ShownReading;
  readonly id: string;
  readonly version: number;
}

export function createItem(name: string, source: Source, isDrawing = false): Item {
  return { name, source, isDrawing, state: isDrawing ? "empty" : "waiting" };
}

/** What was thrown, as something to show. */
export function toProblem(error: unknown, fallback: string): Problem {
  return error instanceof Problem ? error : new Problem("unexpected", fallback);
}
