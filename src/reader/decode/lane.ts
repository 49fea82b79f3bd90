import type { Header } from "./header.ts";

/**
 * Pictures are decoded in lanes, so that a quick one never waits for a slow one. `quick` and `large` decode in this process, where a
 * running decoder can't be stopped. The other two decode in a process each, which is killed at its limit.
 */
export const LANES = ["quick", "large", "process", "largeProcess"] as const;
export type Lane = (typeof LANES)[number];

/** Everyday pictures; above this they are photos, scans and strips. */
const SMALL_PIXELS = 1_000_000;
const QUICK_WORK = 10_000_000;
/** Some 300 ms at most, see docs/bounds.md. A shutdown may have to wait this long for a decoder in this process. */
const THREAD_WORK = 150_000_000;

export function laneOf({
  width,
  height,
  work = Number.POSITIVE_INFINITY,
}: Pick<Header, "width" | "height" | "work">): Lane {
  const isSmall = width * height <= SMALL_PIXELS;
  if (work > THREAD_WORK) return isSmall ? "process" : "largeProcess";
  return isSmall && work <= QUICK_WORK ? "quick" : "large";
}
