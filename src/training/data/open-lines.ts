import { createRandom } from "../random.ts";
import { readableDigits, type WrittenPicture } from "./line-batch.ts";
import { type SceneChunk, sceneToPicture } from "./scene-bank.ts";

export interface LinesOptions {
  readonly seed: number;
  /** As `openScenes` gives it. */
  readonly sceneAt: (step: number, place: number) => { readonly chunk: SceneChunk; readonly scene: number };
  /** Photographed lines of real writing. */
  readonly real: readonly WrittenPicture[];
}

// Stream of chance: what is taken for a step.
const LINE = 70_000_000;
/** How often a line of real writing is taken. */
const REAL_SHARE = 0.12;
/** How often a scene with one digit, and one with none, is taken: lines of several are what is read. */
const ONE_SHARE = 0.25;
const NONE_SHARE = 0.12;
/** Further scenes are looked for at places beyond any batch. */
const NEXT_PLACE = 1000;

/** Pictures for each step of a line reader's training. The same step and place give the same one. */
export function openLines({ seed, sceneAt, real }: LinesOptions): (step: number, place: number) => WrittenPicture {
  return (step, place) => {
    const random = createRandom(seed, LINE + step, place);
    if (real.length > 0 && random.chance(REAL_SHARE)) return random.pick(real);
    for (let at = place; ; at += NEXT_PLACE) {
      const { chunk, scene } = sceneAt(step, at);
      if (random.chance(shareOf(chunk, scene))) return toWritten(chunk, scene);
    }
  };
}

/** The scenes of a chunk that show several digits, to choose the best epoch by. */
export function severalDigits(chunk: SceneChunk): WrittenPicture[] {
  return Array.from(chunk.scenes.keys())
    .filter((scene) => countDigits(chunk, scene) > 1)
    .map((scene) => toWritten(chunk, scene));
}

function shareOf(chunk: SceneChunk, scene: number): number {
  const count = countDigits(chunk, scene);
  if (count > 1) return 1;
  return count === 1 ? ONE_SHARE : NONE_SHARE;
}

function countDigits({ scenes }: SceneChunk, scene: number): number {
  return readableDigits(scenes[scene].items).length;
}

function toWritten(chunk: SceneChunk, scene: number): WrittenPicture {
  return { picture: sceneToPicture(chunk, scene), items: chunk.scenes[scene].items };
}
