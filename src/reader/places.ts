import type { Lane } from "./decode/lane.ts";

/** Places for pictures that go other lanes than `quick`, in the thread that reads. */
export interface Places {
  /** Takes a place of this lane. Where none is free, or others wait already, one is owed, and `onNext` tells when it is there. */
  take(lane: Lane): boolean;
  /** The place goes to the next one that is owed one, or is free again. */
  giveBack(lane: Lane): void;
}

/** Pictures at a time. Of the four threads that Node lends, two large ones leave two; a process does one after another, and has the next one ready. */
const COUNTS: Readonly<Record<Lane, number>> = {
  quick: Number.POSITIVE_INFINITY,
  large: 2,
  process: 2,
  largeProcess: 2,
};

/** @param onNext a place is kept for the next one that waits for this lane; it is given back if there is none any more */
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
