import type { Worker } from "node:cluster";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ask } from "./connect-processes.ts";

const INTERVAL_MS = 2000;
/** A worker's event loop is never held up for long: pictures are read in another thread. */
const MAX_SILENCE_MS = 5000;

/**
 * Kills a worker that listens but no longer answers, such as one that was stopped or hangs: it would hold the requests that it has been
 * handed for ever. It is asked twice, since after a pause of the whole machine the first question is overdue at once.
 *
 * @param onSilent told before it is killed
 */
export function watchWorker(worker: Worker, ask: Ask, onSilent: () => void): void {
  const isSilent = () =>
    ask("alive", undefined, MAX_SILENCE_MS).then(
      () => false,
      () => true,
    );
  worker.once("listening", async () => {
    while (worker.isConnected()) {
      if ((await isSilent()) && (await isSilent()) && worker.isConnected()) {
        onSilent();
        worker.process.kill("SIGKILL");
        return;
      }
      await sleep(INTERVAL_MS, undefined, { ref: false });
    }
  });
}
