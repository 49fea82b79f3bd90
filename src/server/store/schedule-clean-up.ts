import type { ReadingStore } from "./reading-store.ts";

const INTERVAL_MS = 3_600_000;

/**
 * Cleans the store up now and every hour. Several processes may do so; each finds what the others have left.
 *
 * @param onError told why it could not; it is tried again an hour later
 * @returns ends it
 */
export function scheduleCleanUp(
  store: Pick<ReadingStore, "cleanUp">,
  retainMs: number,
  onError: (error: unknown) => void,
): () => void {
  const cleanUp = () => void store.cleanUp(retainMs).catch(onError);
  const timer = setInterval(cleanUp, INTERVAL_MS);
  timer.unref();
  cleanUp();
  return () => clearInterval(timer);
}
