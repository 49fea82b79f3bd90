import { boundingBox } from "../../core/image/bounding-box.ts";
import { NON_DIGIT } from "../../core/manifest.ts";
import { groupLines } from "../../core/numbers/group-lines.ts";
import { splitNumbers } from "../../core/numbers/split-numbers.ts";
import type { Box, Picture } from "../../core/picture.ts";
import type { MixtureScene } from "../scenes/mixture.ts";
import { type Item, UNCERTAIN } from "../scenes/pages/page.ts";

/** A held-out picture with all that is written on it. */
export interface CalibrationPicture {
  readonly kind: string;
  readonly picture: Picture;
  readonly items: readonly Item[];
}

/** A number that truly stands on a picture. */
export interface TrueNumber {
  readonly text: string;
  readonly box: Box;
}

/** Digits with a longer side below this can't be expected to be read, in pixels. */
const MIN_SIDE = 10;

/** The one digit that a picture shows; `NON_DIGIT` where there is none, undefined where there are several or nobody can tell. */
export function singleLabel({ items }: CalibrationPicture): number | undefined {
  const digits = items.filter(({ label }) => label !== NON_DIGIT);
  if (digits.length === 0) return NON_DIGIT;
  const [{ label, box }] = digits;
  return digits.length > 1 || label === UNCERTAIN || Math.max(box.width, box.height) < MIN_SIDE ? undefined : label;
}

/** The numbers that a picture truly shows; undefined of each that holds something that nobody can tell. */
export function trueNumbers({
  items,
}: CalibrationPicture): (TrueNumber | { readonly text: undefined; readonly box: Box })[] {
  const digits = items.filter(({ label }) => label !== NON_DIGIT);
  const boxes = digits.map(({ box }) => box);
  return groupLines(boxes)
    .flatMap((line) => splitNumbers(boxes, line))
    .map((number) => {
      const members = number.map((index) => digits[index]);
      const isClear = members.every(
        ({ label, box }) => label !== UNCERTAIN && Math.max(box.width, box.height) >= MIN_SIDE,
      );
      const text = isClear ? members.map(({ label }) => label).join("") : undefined;
      return { text, box: boundingBox(members.map(({ box }) => box)) } as TrueNumber;
    });
}

/** A picture of one thing. */
export function fromScene({ picture, box, label, name, kind }: MixtureScene): CalibrationPicture {
  const isWritten = kind !== "texture";
  return { kind: name, picture, items: isWritten ? [{ box, label }] : [] };
}
