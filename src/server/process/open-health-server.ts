import { Worker } from "node:worker_threads";
import type { Settings } from "../settings.ts";
import type { FromHealthThread, HealthData } from "./health-thread.ts";
import { toListenError } from "./to-listen-error.ts";

/** Tells those who ask for health what they want to know. */
export interface HealthServer {
  /** Whether the service takes requests from now on. */
  setReady(isReady: boolean): void;
}

const BEAT_MS = 500;
const HEAP_MB = 16;

/**
 * Answers `/livez`, `/healthz` and `/readyz` on a port of their own, from a thread of its own: also where the service has all the
 * connections that it takes, or its main thread is busy with a flood of bytes. With workers, the primary answers.
 *
 * The process doesn't wait for it at its end.
 *
 * @throws Error where it can't listen
 */
export async function openHealthServer({
  host,
  healthPort: port,
}: Pick<Settings, "host" | "healthPort">): Promise<HealthServer> {
  const state = new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT));
  const setReady = (isReady: boolean) => void Atomics.store(state, 1, isReady ? 1n : 0n);
  if (port === 0) return { setReady };
  const beat = () => void Atomics.store(state, 0, process.hrtime.bigint());
  beat();
  setInterval(beat, BEAT_MS).unref();
  const thread = new Worker(new URL(`health-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: { host, port, state } satisfies HealthData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 1 },
  });
  const told = await new Promise<FromHealthThread>((resolve, reject) => {
    thread.once("message", resolve).once("error", reject);
  });
  thread.unref();
  if ("listening" in told) return { setReady };
  await thread.terminate();
  const error = Object.assign(new Error(told.message), { code: told.code });
  throw toListenError(error, { host, port }, "--health-port");
}
