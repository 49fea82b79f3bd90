import { NON_DIGIT } from "../../core/manifest.ts";
import type { Picture } from "../../core/picture.ts";
import { type SceneChunk, sceneToPicture } from "../data/scene-bank.ts";
import type { Random } from "../random.ts";
import type { MixtureScene } from "../scenes/mixture.ts";
import { type Item, UNCERTAIN } from "../scenes/pages/page.ts";
import type { RealLine } from "../scenes/pages/real-lines.ts";

/** A held-out picture with all that is written on it. */
export interface CalibrationPicture {
  readonly kind: string;
  readonly picture: Picture;
  readonly items: readonly Item[];
}

/** What a reading is fitted on; all of it is held out from training. */
export interface CalibrationPictures {
  /** Pages with many things on them. */
  readonly pages: SceneChunk;
  /** Pictures of one thing. */
  readonly drawScene: (random: Random) => MixtureScene;
  /** Pictures of numbers, as large as people send them. */
  readonly drawNumbers: (random: Random) => CalibrationPicture;
  /** Lines of real writing. */
  readonly lines: readonly RealLine[];
}

/** The scenes of a chunk, each made when it is asked for. */
export function storedPages(pages: SceneChunk): (() => CalibrationPicture)[] {
  return pages.scenes.map((scene, i) => () => ({ ...scene, picture: sceneToPicture(pages, i) }));
}

/** Digits with a longer side below this can't be expected to be read, in pixels. */
export const MIN_SIDE = 10;

/** The one digit that a picture shows; `NON_DIGIT` where there is none, undefined where there are several or nobody can tell. */
export function singleLabel({ items }: CalibrationPicture): number | undefined {
  const digits = items.filter(({ label }) => label !== NON_DIGIT);
  if (digits.length === 0) return NON_DIGIT;
  const [{ label, box }] = digits;
  return digits.length > 1 || label === UNCERTAIN || Math.max(box.width, box.height) < MIN_SIDE ? undefined : label;
}

/** A picture of one thing. */
export function fromScene({ picture, box, label, name, kind }: MixtureScene): CalibrationPicture {
  const isWritten = kind !== "texture";
  return { kind: name, picture, items: isWritten ? [{ box, label }] : [] };
}
