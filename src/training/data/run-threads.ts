import { Worker } from "node:worker_threads";

export interface ThreadsOptions {
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a module on several threads. Each gets `data` with its own number, `thread`, and how many there are, `threads`.
 *
 * @throws what a thread throws, or what the signal was aborted with
 */
export async function runThreads<T>(
  module: URL,
  data: Readonly<Record<string, unknown>>,
  onMessage: (message: T) => void,
  { threads, signal }: ThreadsOptions,
): Promise<void> {
  const stopAll = new AbortController();
  const either = signal ? AbortSignal.any([signal, stopAll.signal]) : stopAll.signal;
  const run = async (thread: number) => {
    try {
      await runThread(new Worker(module, { workerData: { ...data, threads, thread } }), onMessage, either);
    } catch (error) {
      stopAll.abort(error);
      throw error;
    }
  };
  await Promise.all(Array.from({ length: threads }, (_, thread) => run(thread)));
}

function runThread<T>(worker: Worker, onMessage: (message: T) => void, signal: AbortSignal): Promise<void> {
  const stop = () => void worker.terminate();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  return new Promise<void>((resolve, reject) => {
    worker.on("message", onMessage);
    worker.on("error", reject);
    worker.on("exit", () => (signal.aborted ? reject(signal.reason) : resolve()));
  }).finally(() => signal.removeEventListener("abort", stop));
}
