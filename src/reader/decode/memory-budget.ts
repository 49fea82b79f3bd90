import { PredictorError } from "../../errors.ts";

/** Memory that pictures share while they are decoded and prepared; who finds none left waits, first come, first served. */
export interface MemoryBudget {
  readonly bytes: number;
  /**
   * @param bytes at most the whole budget
   * @returns to be called when the memory is free again
   * @throws PredictorError `cancelled` where the signal aborts while it waits
   */
  take(bytes: number, signal?: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

export function createMemoryBudget(bytes: number): MemoryBudget {
  const waiting: Waiting[] = [];
  let left = bytes;

  function startNext(): void {
    while (waiting.length > 0 && waiting[0].bytes <= left) {
      const next = waiting.shift()!;
      left -= next.bytes;
      next.start();
    }
  }

  return {
    bytes,
    take(wanted, signal) {
      return new Promise((resolve, reject) => {
        const giveBack = () => {
          left += wanted;
          startNext();
        };
        const giveUp = () => {
          waiting.splice(waiting.indexOf(mine), 1);
          reject(new PredictorError("cancelled", "The client has disconnected."));
          startNext();
        };
        const start = () => {
          signal?.removeEventListener("abort", giveUp);
          resolve(giveBack);
        };
        const mine = { bytes: wanted, start };
        waiting.push(mine);
        signal?.addEventListener("abort", giveUp, { once: true });
        if (signal?.aborted) giveUp();
        else startNext();
      });
    },
  };
}
