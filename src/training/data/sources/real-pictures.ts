import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { boundingBox } from "../../../core/image/bounding-box.ts";
import { crop } from "../../../core/image/crop.ts";
import { NON_DIGIT } from "../../../core/manifest.ts";
import type { Box, Picture } from "../../../core/picture.ts";
import type { Random } from "../../random.ts";
import { readChequeAmounts } from "./cheque-amounts.ts";
import { inPart } from "./folder-glyphs.ts";
import type { Part } from "./mnist-glyphs.ts";
import { readPicture } from "./picture-glyph.ts";

/** A photograph or scan of one character, with its own paper around it. */
export interface RealPicture {
  readonly picture: Picture;
  /** Where the character is. */
  readonly box: Box;
  readonly label: number;
}

/** Where real pictures come from. */
export interface PictureSource {
  readonly name: string;
  draw(random: Random): RealPicture;
}

function pictureList(name: string, pictures: readonly RealPicture[]): PictureSource | undefined {
  return pictures.length > 0 ? { name, draw: (random) => random.pick(pictures) } : undefined;
}

/** `characters/digits` as photographed. */
export function characterPictures(dataDir: string, part: Part): PictureSource | undefined {
  const root = join(dataDir, "characters/digits");
  if (!existsSync(root)) return undefined;
  const pictures = readdirSync(root).flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith(".png") && inPart(file, part))
      .map((file) => {
        const picture = readPicture(join(root, folder, file));
        return { picture, box: darkBox(picture), label: Number(folder) };
      }),
  );
  return pictureList("characters", pictures);
}

/** The box around what is clearly darker than the middle tone, away from the frame's dirt where there is something else. */
function darkBox({ width, height, rgba }: Picture): Box {
  const grey = Uint8Array.from({ length: width * height }, (_, i) => rgba[i * 4 + 1]);
  const sorted = grey.slice().sort();
  const threshold = (sorted[Math.floor(0.6 * sorted.length)] + sorted[Math.floor(0.015 * sorted.length)]) / 2;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      if (grey[y * width + x] > threshold) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Single digits cut from the amounts on cheques, and pairs of neighbours as what is no single digit. One cheque in ten is held out. */
export function chequePictures(dataDir: string, part: Part): { digits?: PictureSource; pairs?: PictureSource } {
  const digits: RealPicture[] = [];
  const pairs: RealPicture[] = [];
  for (const amount of readChequeAmounts(dataDir)) {
    if ((Number.parseInt(amount.fileName, 10) % 10 === 0) !== (part === "validation")) continue;
    const picture = amount.readPicture();
    const sorted = amount.digits.toSorted((a, b) => a.box.x - b.box.x);
    for (const [index, { box, label }] of sorted.entries()) {
      if (box.height < 8 || box.width < 2) continue;
      digits.push(cut(picture, box, label, 0.12));
      const next = sorted[index + 1]?.box;
      if (next && next.x - (box.x + box.width) < 0.25 * box.height)
        pairs.push(cut(picture, boundingBox([box, next]), NON_DIGIT, 0.15));
    }
  }
  const made = { digits: pictureList("cheques", digits), pairs: pictureList("pairs", pairs) };
  return { ...(made.digits && { digits: made.digits }), ...(made.pairs && { pairs: made.pairs }) };
}

/** Cuts a box out with a margin of this share of its height. */
function cut(picture: Picture, box: Box, label: number, margin: number): RealPicture {
  const pad = margin * box.height;
  const left = Math.max(0, Math.round(box.x - pad));
  const top = Math.max(0, Math.round(box.y - pad));
  const width = Math.min(picture.width, Math.round(box.x + box.width + pad)) - left;
  const height = Math.min(picture.height, Math.round(box.y + box.height + pad)) - top;
  const rgba = crop(picture.rgba, picture.width, { x: left, y: top, width, height }, 4);
  const inner = { x: box.x - left, y: box.y - top, width: box.width, height: box.height };
  return { picture: { width, height, rgba }, box: inner, label };
}
