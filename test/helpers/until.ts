import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** Long enough for a machine that does much else; a test that gets no further says so before anybody gives up on it. */
const PATIENCE_MS = 120_000;

/** Waits for this to be so, and fails if it never is. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > endMs) assert.fail(`It did not happen within ${PATIENCE_MS / 1000} seconds.`);
    await sleep(20);
  }
}
