import { runThreads } from "./run-threads.ts";
import { joinBanks, type SampleBank } from "./sample-bank.ts";
import type { PageKinds } from "./scene-bank.ts";
import type { Part } from "./sources/mnist-glyphs.ts";

export interface BankOptions {
  /** Made-up scenes, a sample each; made-up pages, several samples each; or MNIST's digits in their order, one to three samples each. */
  readonly source: "scenes" | "pages" | "mnist";
  /** Folder with the data sets; without it, only what is drawn by rule. MNIST needs it. */
  readonly dataDir: string | undefined;
  readonly part: Part;
  /** Number of scenes, pages or digits. */
  readonly count: number;
  readonly seed: number;
  /** Of pages: how often each kind is drawn; absent: as usual. */
  readonly kinds?: PageKinds;
  /** Threads that work; the bank is the same whatever their number. */
  readonly threads: number;
  readonly onProgress?: (made: number) => void;
  readonly signal?: AbortSignal;
}

/** What a thread sends back for each stretch of scenes, pages or digits. */
export interface Stretch {
  /** Number of the first. */
  readonly first: number;
  readonly count: number;
  readonly bank: SampleBank;
}

/** Scenes, pages or digits of which the samples are sent back at once. */
export const STRETCH = 25;

/** Draws scenes and pages or takes digits, and frames what is on them as reading does, on several threads. The same seed gives the same bank. */
export async function makeBank(options: BankOptions): Promise<SampleBank> {
  const { source, dataDir, part, count, seed, kinds, onProgress } = options;
  const stretches: Stretch[] = [];
  let made = 0;
  const module = new URL(`make-bank-thread${import.meta.url.slice(-3)}`, import.meta.url);
  const accept = (stretch: Stretch) => {
    stretches.push(stretch);
    made += stretch.count;
    onProgress?.(made);
  };
  await runThreads(module, { source, dataDir, part, count, seed, kinds }, accept, {
    ...options,
    threads: Math.min(options.threads, Math.ceil(count / STRETCH)),
  });
  return joinBanks(stretches.toSorted((a, b) => a.first - b.first).map(({ bank }) => bank));
}
