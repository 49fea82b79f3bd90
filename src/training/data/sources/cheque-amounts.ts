import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Box, Picture } from "../../../core/picture.ts";
import { CORRECTED_AMOUNTS } from "./corrected-amounts.ts";
import { readPicture } from "./picture-glyph.ts";

/** The courtesy amount cut from a cheque: one line of writing, with a box for each digit. */
export interface ChequeAmount {
  /** In `strings/images/`; its number says which part it belongs to. */
  readonly fileName: string;
  readonly digits: readonly { readonly box: Box; readonly label: number }[];
  readPicture(): Picture;
}

/** A file of annotations as COCO has them (Lin et al. 2014), as far as it is used here. */
interface CocoAnnotations {
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    /** Left, top, width and height in pixels. */
    readonly bbox: readonly [number, number, number, number];
  }[];
}

/** Reads `strings/boxes.json`, with its labels corrected; an empty list where the data folder has none. */
export function readChequeAmounts(dataDir: string): ChequeAmount[] {
  const root = join(dataDir, "strings");
  const file = join(root, "boxes.json");
  if (!existsSync(file)) return [];
  const { categories, images, annotations } = JSON.parse(readFileSync(file, "utf8")) as CocoAnnotations;
  const digitOf = new Map(categories.flatMap(({ id, name }) => (/^\d$/.test(name) ? [[id, Number(name)]] : [])));
  const byImage = Map.groupBy(annotations, ({ image_id }) => image_id);
  return images.flatMap(({ id, file_name: fileName }) => {
    const found = (byImage.get(id) ?? []).flatMap(({ bbox: [x, y, width, height], category_id }) => {
      const label = digitOf.get(category_id);
      return label === undefined ? [] : [{ box: { x, y, width, height }, label }];
    });
    const digits = correct(found, CORRECTED_AMOUNTS.get(fileName));
    return digits ? [{ fileName, digits, readPicture: () => readPicture(join(root, "images", fileName)) }] : [];
  });
}

/** The digits with their right labels; undefined where there isn't a box for each. */
function correct(digits: ChequeAmount["digits"], text: string | undefined): ChequeAmount["digits"] | undefined {
  if (text === undefined) return digits;
  if (digits.length !== text.length) return undefined;
  const inOrder = digits.toSorted((a, b) => a.box.x + a.box.width / 2 - b.box.x - b.box.width / 2);
  return inOrder.map(({ box }, i) => ({ box, label: Number(text[i]) }));
}
