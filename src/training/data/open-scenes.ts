import { createRandom } from "../random.ts";
import { loadChunk, type SceneChunk } from "./scene-bank.ts";

export interface ScenesOptions {
  readonly files: readonly string[];
  readonly scenesPerChunk: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Chunks that are in memory at a time, of 66 MB where they hold 512 scenes. */
  readonly chunksInMemory: number;
}

// Streams of chance: the order of the chunks in a pass, and the scenes of a step.
const ORDER = 8;
const SCENE = 9;

/**
 * Scenes by chance for each step of a training, from a window of chunks that moves on over the files, in a new order in each pass, as
 * fast as scenes are taken. The same step and place give the same scene, wherever a run began.
 */
export function openScenes(
  options: ScenesOptions,
): (step: number, place: number) => { readonly chunk: SceneChunk; readonly scene: number } {
  const { files, scenesPerChunk, batchSize, seed } = options;
  const width = Math.min(options.chunksInMemory, files.length);
  const loaded = new Map<string, SceneChunk>();
  let window: readonly SceneChunk[] = [];
  let first = -1;
  const moveTo = (position: number) => {
    const names = Array.from({ length: width }, (_, i) => fileAt(files, seed, position + i));
    for (const name of loaded.keys()) if (!names.includes(name)) loaded.delete(name);
    for (const name of names) if (!loaded.has(name)) loaded.set(name, loadChunk(name));
    window = names.map((name) => loaded.get(name)!);
    first = position;
  };
  return (step, place) => {
    const position = Math.floor((step * batchSize) / scenesPerChunk);
    if (position !== first) moveTo(position);
    const random = createRandom(seed, SCENE + step, place);
    const chunk = random.pick(window);
    return { chunk, scene: random.below(chunk.scenes.length) };
  };
}

function fileAt(files: readonly string[], seed: number, position: number): string {
  const order = Uint32Array.from(files.keys());
  createRandom(seed, ORDER, Math.floor(position / files.length)).shuffle(order);
  return files[order[position % files.length]];
}
