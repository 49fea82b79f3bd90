import type { NumbersReading } from "../src/core/numbers/number-reading.ts";
import type { Picture } from "../src/core/picture.ts";
import type { Decision, Reading, Seen } from "../src/core/reading.ts";

/** A picture to be read: a file, or pixels that were drawn here. */
export type Source = Blob | Picture;

/** What is read from pictures: the one digit that is meant, or all numbers. */
export type Kind = "digit" | "number";

/** What the server has for each. */
export const ENDPOINTS: Readonly<Record<Kind, string>> = { digit: "v1/digits", number: "v1/numbers" };

/** Where a reading comes from. */
interface Origin {
  readonly model: { readonly name: string; readonly version: string };
  /** Null where no request was made. */
  readonly requestId: string | null;
}

/** The digit that was read from one picture, whoever read it. */
export interface ShownDigit extends Omit<Reading, "seen" | "timings">, Seen, Origin {
  readonly kind: "digit";
}

/** The numbers that were read from one picture, whoever read them. */
export interface ShownNumbers extends Omit<NumbersReading, "timings">, Origin {
  readonly kind: "number";
}

export type ShownReading = ShownDigit | ShownNumbers;

/** What a reader is to do. */
export interface Task {
  readonly kind: Kind;
  /** Share of accepted readings that may be wrong. */
  readonly maxError: number;
}

/** Reads pictures, here or elsewhere. */
export interface PageReader {
  /** @throws Problem; whatever it throws after `signal` has been aborted means nothing */
  read(source: Source, task: Task, signal: AbortSignal): Promise<ShownReading>;
}

/** What becomes of a picture: of several numbers, one that needs a person is enough; a picture without any is rejected. */
export function decisionOf(reading: ShownReading): Decision {
  if (reading.kind === "digit") return reading.decision;
  const decisions = reading.numbers.map(({ decision }) => decision);
  if (decisions.length === 0) return "reject";
  return decisions.every((decision) => decision === decisions[0]) ? decisions[0] : "review";
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
