import { availableParallelism } from "node:os";
import { makeSceneBank } from "./make-scene-bank.ts";
import { loadChunk, type SceneChunk } from "./scene-bank.ts";

/** The scenes of a run. */
export interface ScenesToMake {
  /** Folder with the data sets; without it, only what is drawn by rule. */
  readonly dataDir: string | undefined;
  /** Folder where made scenes are kept and found again. */
  readonly bankDir: string;
  readonly chunks: number;
  readonly scenesPerChunk: number;
  readonly validationScenes: number;
  readonly scenesSeed: number;
  /** Default: the next one. */
  readonly validationSeed?: number;
}

/** Told of each chunk that is made. */
export type ScenesProgress = (made: number, count: number, what: string) => void;

/** Makes the scenes that a network learns from, unless they are there, and those that it is measured by. */
export async function makeScenes(
  {
    bankDir: folder,
    dataDir,
    chunks,
    scenesPerChunk,
    validationScenes,
    scenesSeed,
    validationSeed = scenesSeed + 1,
  }: ScenesToMake,
  onChunk: ScenesProgress,
  signal: AbortSignal,
): Promise<{ readonly files: readonly string[]; readonly validation: SceneChunk }> {
  const shared = { folder, dataDir, signal, threads: availableParallelism() };
  const [held] = await makeSceneBank({
    ...{ ...shared, part: "validation", chunks: 1, scenesPerChunk: validationScenes, seed: validationSeed },
    onProgress: (made) => onChunk(made, 1, "chunks of validation scenes"),
  });
  const files = await makeSceneBank({
    ...{ ...shared, part: "train", chunks, scenesPerChunk, seed: scenesSeed },
    onProgress: (made) => onChunk(made, chunks, "chunks of training scenes"),
  });
  return { files, validation: loadChunk(held) };
}
