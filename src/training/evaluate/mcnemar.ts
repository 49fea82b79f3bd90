import { binomialTail } from "../calibrate/calibrate.ts";

/** How two readers of the same pictures differ. */
export interface Change {
  /** Wrong before, right now. */
  readonly gained: number;
  /** Right before, wrong now. */
  readonly lost: number;
}

/** @param before whether each picture was read right; `after` in the same order */
export function countChanges(before: readonly boolean[], after: readonly boolean[]): Change {
  const count = (wanted: boolean) => before.filter((right, i) => right !== after[i] && after[i] === wanted).length;
  return { gained: count(true), lost: count(false) };
}

/**
 * How likely at least so many of the pictures that are read differently would be read better by chance, if neither reader were the better
 * one: the exact, one-sided test of McNemar (1947, https://doi.org/10.1007/BF02295996).
 *
 * @returns 0…1; 1 where nothing differs
 */
export function chanceOfGain({ gained, lost }: Change): number {
  return gained + lost === 0 ? 1 : binomialTail(lost, gained + lost, 0.5);
}
