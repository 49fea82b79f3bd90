import { Worker } from "node:worker_threads";
import { INPUT_PIXELS } from "../../core/picture.ts";
import type { SampleBank } from "./sample-bank.ts";
import type { Part } from "./sources/mnist-glyphs.ts";

export interface BankOptions {
  /** Folder with the data sets; without it, only what is drawn by rule. */
  readonly dataDir: string | undefined;
  readonly part: Part;
  readonly count: number;
  readonly seed: number;
  /** Threads that work; the bank is the same whatever their number. */
  readonly threads: number;
  readonly onProgress?: (made: number) => void;
  readonly signal?: AbortSignal;
}

/** What a thread is asked for, and what it sends back for each stretch of samples. */
export interface Stretch {
  readonly first: number;
  readonly inputs: Uint8Array;
  readonly labels: Uint8Array;
}

/** Draws scenes, finds and frames what is on them, sample by sample, on several threads. The same seed gives the same bank. */
export async function makeBank(options: BankOptions): Promise<SampleBank> {
  const { count } = options;
  const bank = {
    inputs: new Uint8Array(count * INPUT_PIXELS),
    labels: new Uint8Array(count),
  };
  let made = 0;
  const accept = ({ first, inputs, labels }: Stretch) => {
    bank.inputs.set(inputs, first * INPUT_PIXELS);
    bank.labels.set(labels, first);
    made += labels.length;
    options.onProgress?.(made);
  };
  await Promise.all(Array.from({ length: options.threads }, (_, thread) => runThread(options, thread, accept)));
  return bank;
}

function runThread(options: BankOptions, thread: number, accept: (stretch: Stretch) => void): Promise<void> {
  const { dataDir, part, count, seed, threads, signal } = options;
  const worker = new Worker(new URL(`make-bank-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: { dataDir, part, count, seed, threads, thread },
  });
  const stop = () => void worker.terminate();
  signal?.addEventListener("abort", stop, { once: true });
  return new Promise<void>((resolve, reject) => {
    worker.on("message", accept);
    worker.on("error", reject);
    worker.on("exit", () => (signal?.aborted ? reject(signal.reason) : resolve()));
  }).finally(() => signal?.removeEventListener("abort", stop));
}
