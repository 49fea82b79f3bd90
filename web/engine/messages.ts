import type { Manifest } from "../../src/core/manifest.ts";
import type { ShownDigit, ShownNumbers, Source, Task } from "../reading.ts";

/** What the page asks its worker to do, and what it gets back for it. */
export interface Calls {
  open: { in: { modelFolder: string }; out: Manifest };
  preview: { in: { source: Blob; side: number }; out: { bitmap: ImageBitmap; width: number; height: number } };
  read: { in: { source: Source } & Task; out: Omit<ShownDigit, "requestId"> | Omit<ShownNumbers, "requestId"> };
  /** Turns overtaken by a newer call resolve to null. */
  explain: { in: { input: Float32Array; digit: number | null }; out: Float32Array | null };
}

export type CallName = keyof Calls;

export interface CallMessage<Name extends CallName = CallName> {
  readonly id: number;
  readonly name: Name;
  readonly in: Calls[Name]["in"];
}

/** The outcome of this call is no longer wanted. */
export interface CancelMessage {
  readonly cancel: number;
}

export type ReplyMessage =
  | { readonly id: number; readonly out: unknown }
  | { readonly id: number; readonly problem: { readonly code: string; readonly message: string } }
  | { readonly progress: number };
