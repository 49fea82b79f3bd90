/**
 * Says when each request is due, from a thread of its own: it can sleep for fractions of a millisecond, which timers can't.
 *
 * @param workerData `[n]`, when to tick, in milliseconds of `process.hrtime`
 */
import { parentPort, workerData } from "node:worker_threads";

const never = new Int32Array(new SharedArrayBuffer(4));
for (const dueMs of workerData as Float64Array) {
  const leftMs = dueMs - Number(process.hrtime.bigint()) / 1e6;
  if (leftMs > 0) Atomics.wait(never, 0, 0, leftMs);
  parentPort!.postMessage(null);
}
