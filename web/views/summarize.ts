import type { Decision } from "../../src/core/reading.ts";
import { TEXTS } from "../texts.ts";

/** How many of each: "4 accepted · 2 to look at". */
export function summarize(decisions: readonly Decision[], failed = 0, waiting = 0): string {
  const count = (wanted: Decision) => decisions.filter((decision) => decision === wanted).length;
  return TEXTS.summary(count("accept"), count("review"), count("reject"), failed, waiting);
}
