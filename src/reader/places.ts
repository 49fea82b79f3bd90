import type { Lane } from "./decode/lane.ts";

/** Places for pictures in other lanes than `quick`, in the reading thread. */
export interface Places {
  /** Takes a place of this lane. If none is free, or others wait already, it returns false, and `onNext` is called when a place is reserved. */
  take(lane: Lane): boolean;
  /** Gives the place to the next picture that waits, or frees it. */
  giveBack(lane: Lane): void;
}

/**
 * Pictures at a time. Node's pool has four threads: two large pictures leave two. The decoder process for small pictures decodes one and
 * has the next one ready; the one for large pictures has not: that would take memory, and save little time.
 */
const COUNTS: Readonly<Record<Lane, number>> = {
  quick: Number.POSITIVE_INFINITY,
  large: 2,
  process: 2,
  largeProcess: 1,
};

/** @param onNext called when a place is reserved for the next picture of this lane; give it back if none waits any more */
export function createPlaces(onNext: (lane: Lane) => void): Places {
  const free = { ...COUNTS };
  const owed: Record<Lane, number> = { quick: 0, large: 0, process: 0, largeProcess: 0 };
  return {
    take(lane) {
      if (free[lane] > 0 && owed[lane] === 0) {
        free[lane]--;
        return true;
      }
      owed[lane]++;
      return false;
    },
    giveBack(lane) {
      if (owed[lane] === 0) {
        free[lane]++;
        return;
      }
      owed[lane]--;
      onNext(lane);
    },
  };
}
