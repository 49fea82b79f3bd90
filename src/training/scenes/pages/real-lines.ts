import type { Picture } from "../../../core/picture.ts";
import { readChequeAmounts } from "../../data/sources/cheque-amounts.ts";
import type { Part } from "../../data/sources/mnist-glyphs.ts";
import { pickSize } from "../../pick-size.ts";
import type { Random } from "../../random.ts";
import { fromHsv } from "../canvas.ts";
import { createPage, type DraftPage, type Item } from "./page.ts";

/** A photographed or scanned line of real writing with a box for each digit. */
export interface RealLine {
  readonly picture: Picture;
  readonly items: readonly Item[];
}

/** Which part a file of `strings/` belongs to, by its number: one in ten is for the report alone, one in ten for choices. */
export function stringsPart(fileName: string): Part | "test" {
  const number = Number.parseInt(fileName, 10) % 10;
  return number === 0 ? "test" : number === 5 ? "validation" : "train";
}

/** The lines of `strings/` that belong to this part. */
export function readRealLines(dataDir: string, part: Part): RealLine[] {
  return readChequeAmounts(dataDir)
    .filter(({ fileName }) => stringsPart(fileName) === part)
    .map(({ readPicture, digits }) => ({ picture: readPicture(), items: digits }));
}

/** One or several real lines below each other on a page of their own, taken again in another size, light and tone. */
export function drawRealLines(lines: readonly RealLine[], size: number, random: Random): DraftPage {
  const page = createPage(size, size, fromHsv(random.next(), 0.15 * random.next(), random.next()));
  let top = random.chance(0.5) ? random.between(-0.1, 0.6) * size : 0;
  const many = random.chance(0.4);
  while (top < size) {
    const { picture, items } = random.pick(lines);
    const wide = random.chance(0.6) ? random.between(0.85, 1.05) : pickSize(0.35, 1.6, random);
    const zoom = (wide * size) / picture.width;
    const left = wide <= 1.05 ? random.between(0, Math.max(0, 1 - wide)) * size : random.between(1 - wide, 0) * size;
    const stretch = Math.exp(0.1 * random.normal());
    const height = zoom * stretch * picture.height;
    copy(page, picture, left, top, zoom, zoom * stretch, random);
    for (const { box, label } of items)
      page.items.push({
        label,
        box: {
          x: left + box.x * zoom,
          y: top + box.y * zoom * stretch,
          width: box.width * zoom,
          height: box.height * zoom * stretch,
        },
      });
    top += height + (random.chance(0.5) ? 0 : random.between(0, 30));
    if (!many) break;
  }
  return page;
}

function copy(
  page: DraftPage,
  picture: Picture,
  left: number,
  top: number,
  zoomX: number,
  zoomY: number,
  random: Random,
): void {
  const { width, height, planes } = page.canvas;
  const shear = 0.06 * random.normal();
  const tones = [0, 1, 2].map(() => random.between(0.8, 1.1));
  const bend = Math.exp(0.2 * random.normal());
  const [w, h] = [picture.width, picture.height];
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, top + h * zoomY); y++) {
    const sy = Math.min(h - 1.001, Math.max(0, (y + 0.5 - top) / zoomY - 0.5));
    const y0 = sy | 0;
    const fy = sy - y0;
    const lean = shear * (sy - h / 2);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, left + w * zoomX); x++) {
      const sx = Math.min(w - 1.001, Math.max(0, (x + 0.5 - left) / zoomX - 0.5 + lean));
      const x0 = sx | 0;
      const fx = sx - x0;
      const at = (y0 * w + x0) * 4;
      const value =
        (picture.rgba[at] * (1 - fx) + picture.rgba[at + 4] * fx) * (1 - fy) +
        (picture.rgba[at + w * 4] * (1 - fx) + picture.rgba[at + w * 4 + 4] * fx) * fy;
      const tone = (value / 255) ** bend;
      for (let p = 0; p < 3; p++) planes[p][y * width + x] = tone * tones[p];
    }
  }
}
