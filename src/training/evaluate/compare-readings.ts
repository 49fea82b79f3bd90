import { type Change, chanceOfGain, countChanges } from "./mcnemar.ts";

/** How two models read the same set of pictures. */
export interface Comparison extends Change {
  readonly set: string;
  readonly n: number;
  /** How many each read right. */
  readonly before: number;
  readonly after: number;
  /** McNemar's test, exact and one-sided: how likely chance alone would do this. */
  readonly chanceOfGain: number;
  readonly chanceOfLoss: number;
}

/** A difference counts where chance alone would make it this rarely. */
export const SIGNIFICANCE = 0.05;

/** @param before whether each picture was read right; `after` in the same order */
export function compareReadings(set: string, before: readonly boolean[], after: readonly boolean[]): Comparison {
  const { gained, lost } = countChanges(before, after);
  const count = (all: readonly boolean[]) => all.filter(Boolean).length;
  return {
    ...{ set, n: before.length, before: count(before), after: count(after), gained, lost },
    ...{ chanceOfGain: chanceOfGain({ gained, lost }), chanceOfLoss: chanceOfGain({ gained: lost, lost: gained }) },
  };
}
