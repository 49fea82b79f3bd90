import { PredictorError } from "../errors.ts";
import type { Timings } from "./reading.ts";

/** Times the steps of one reading, and gives up between them if the caller has cancelled. */
export interface Stopwatch {
  /** @throws PredictorError `cancelled` */
  refuseIfGone(): void;
  /** The time since the last step goes to this one. */
  note(step: "decodeMs" | "findMs" | "queueMs" | "inferMs"): void;
  timings(): Timings;
  /** For `findRegions`: a look's wait for its turn is no finding, and nobody looks for a caller that has gone. */
  readonly hooks: { onWait(): void; onLook(): void };
}

export function startStopwatch(signal: AbortSignal | undefined): Stopwatch {
  const startedMs = performance.now();
  const spent = { decodeMs: 0, findMs: 0, queueMs: 0, inferMs: 0 };
  let last = startedMs;
  const refuseIfGone = () => {
    if (signal?.aborted) throw new PredictorError("cancelled", "The client has disconnected.");
  };
  const note = (step: keyof typeof spent) => {
    const now = performance.now();
    spent[step] += now - last;
    last = now;
  };
  return {
    ...{ refuseIfGone, note },
    timings: () => ({ startedMs, ...spent }),
    hooks: {
      onWait: () => note("findMs"),
      onLook() {
        note("queueMs");
        refuseIfGone();
      },
    },
  };
}
