import { NON_DIGIT } from "../../core/manifest.ts";
import type { Picture } from "../../core/picture.ts";
import type { MixtureScene } from "../scenes/mixture.ts";
import { type Item, UNCERTAIN } from "../scenes/pages/page.ts";

/** A held-out picture with all that is written on it. */
export interface CalibrationPicture {
  readonly kind: string;
  readonly picture: Picture;
  readonly items: readonly Item[];
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
