import { pickWeighted } from "../../pick-weighted.ts";
import type { Random } from "../../random.ts";
import { DIGIT_STYLES, type Style } from "./stroke-styles.ts";

/** One of the ways in which people write this digit, the usual ones more often. */
export function pickStyle(digit: number, random: Random): Style {
  const styles = DIGIT_STYLES.filter(({ label }) => label === digit);
  return pickWeighted(
    styles.map((style) => [style.weight, style] as const),
    random,
  );
}
