import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runThreads } from "./run-threads.ts";
import type { Part } from "./sources/mnist-glyphs.ts";

export interface SceneBankOptions {
  /** Folder where the chunks lie; those that are there are not made again. */
  readonly folder: string;
  /** Folder with the data sets; without it, only what is drawn by rule. */
  readonly dataDir: string | undefined;
  readonly part: Part;
  readonly chunks: number;
  readonly scenesPerChunk: number;
  readonly seed: number;
  /** Threads that work; the bank is the same whatever their number. */
  readonly threads: number;
  readonly onProgress?: (made: number) => void;
  readonly signal?: AbortSignal;
}

/** What a thread is to make. */
export interface ChunkToMake {
  readonly file: string;
  /** Which of the bank's chunks. */
  readonly number: number;
}

/**
 * Draws scenes in chunks, each a file that `loadChunk` reads, on several threads.
 *
 * @returns the files, in order
 */
export async function makeSceneBank(options: SceneBankOptions): Promise<string[]> {
  const { folder, dataDir, part, chunks, scenesPerChunk, seed, onProgress } = options;
  const all = Array.from({ length: chunks }, (_, number): ChunkToMake => {
    return { number, file: join(folder, `${part}-${seed}-${scenesPerChunk}-${number}.scenes`) };
  });
  const toMake = all.filter(({ file }) => !existsSync(file));
  let made = chunks - toMake.length;
  await mkdir(folder, { recursive: true });
  if (toMake.length > 0) {
    const module = new URL(`make-scene-bank-thread${import.meta.url.slice(-3)}`, import.meta.url);
    const data = { dataDir, part, toMake, scenesPerChunk, seed };
    await runThreads(module, data, () => onProgress?.(++made), {
      ...options,
      threads: Math.min(options.threads, toMake.length),
    });
  }
  return all.map(({ file }) => file);
}
