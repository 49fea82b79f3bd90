import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crop } from "../../../core/image/crop.ts";
import { NON_DIGIT } from "../../../core/manifest.ts";
import type { Box, Picture } from "../../../core/picture.ts";
import type { Random } from "../../random.ts";
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

interface Annotations {
  readonly categories: readonly { id: number; name: string }[];
  readonly images: readonly { id: number; file_name: string }[];
  readonly annotations: readonly {
    image_id: number;
    category_id: number;
    bbox: readonly [number, number, number, number];
  }[];
}

/** Single digits cut from the amounts on cheques, and pairs of neighbours as what is no single digit. One cheque in ten is held out. */
export function chequePictures(dataDir: string, part: Part): { digits?: PictureSource; pairs?: PictureSource } {
  const root = join(dataDir, "strings");
  if (!existsSync(join(root, "boxes.json"))) return {};
  const { categories, images, annotations } = JSON.parse(readFileSync(join(root, "boxes.json"), "utf8")) as Annotations;
  const nameOf = new Map(categories.map(({ id, name }) => [id, name]));
  const digits: RealPicture[] = [];
  const pairs: RealPicture[] = [];
  for (const { id, file_name } of images) {
    if ((Number.parseInt(file_name, 10) % 10 === 0) !== (part === "validation")) continue;
    const picture = readPicture(join(root, "images", file_name));
    const boxes = annotations
      .filter((annotation) => annotation.image_id === id && /^\d$/.test(nameOf.get(annotation.category_id) ?? ""))
      .map(({ bbox: [x, y, width, height], category_id }) => ({
        x,
        y,
        width,
        height,
        label: Number(nameOf.get(category_id)),
      }))
      .sort((a, b) => a.x - b.x);
    for (const [index, box] of boxes.entries()) {
      if (box.height < 8 || box.width < 2) continue;
      digits.push(cut(picture, box, box.label, 0.12));
      const next = boxes[index + 1];
      if (next && next.x - (box.x + box.width) < 0.25 * box.height)
        pairs.push(cut(picture, around(box, next), NON_DIGIT, 0.15));
    }
  }
  const made = { digits: pictureList("cheques", digits), pairs: pictureList("pairs", pairs) };
  return { ...(made.digits && { digits: made.digits }), ...(made.pairs && { pairs: made.pairs }) };
}

function around(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  return { x, y, width, height: Math.max(a.y + a.height, b.y + b.height) - y };
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
