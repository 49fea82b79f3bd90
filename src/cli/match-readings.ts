import { overlap } from "../core/image/overlap.ts";
import type { StoredReading } from "../server/store/reading-store.ts";

/** A stored reading beside what is read there now. */
export interface Replayed {
  readonly stored: StoredReading;
  /** Undefined where nothing is read there any more. */
  readonly again: StoredReading | undefined;
  /** `same`: in every bit that is stored. `confidence`: text and decision are the same, what else is told isn't. */
  readonly difference: "same" | "confidence" | "decision" | "text";
}

/** Two readings are of the same thing where their boxes overlap by this. */
const SAME_PLACE = 0.3;

/**
 * Puts the readings of a picture and what is read on it now together, by place; each is taken once. Of what is read beside these,
 * nothing is told: it may be stored under another status.
 */
export function matchReadings(stored: readonly StoredReading[], again: readonly StoredReading[]): Replayed[] {
  const left = new Set(again);
  return stored.map((one) => {
    const best = [...left].sort((a, b) => nearness(one, b) - nearness(one, a))[0];
    const match = best && nearness(one, best) >= SAME_PLACE ? best : undefined;
    if (match) left.delete(match);
    return { stored: one, again: match, difference: differenceOf(one, match) };
  });
}

/** Of a picture with one digit there is one reading, wherever it stands; so it is where nothing was found. */
function nearness(a: StoredReading, b: StoredReading): number {
  if (a.kind === "digit" || (a.box === null && b.box === null)) return 1;
  return a.box && b.box ? overlap(a.box, b.box) : 0;
}

function differenceOf(stored: StoredReading, again: StoredReading | undefined): Replayed["difference"] {
  if ((again?.text ?? null) !== stored.readText) return "text";
  if (!again) return "same"; // nothing was read there before either
  if (again.decision !== stored.decision) return "decision";
  const told = ({ confidence, box, digits }: StoredReading) => JSON.stringify([confidence, box, digits]);
  return told(again) === told(stored) ? "same" : "confidence";
}
