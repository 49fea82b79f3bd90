import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { encodePng } from "../../reader/encode-png.ts";
import { unzipped } from "../data/idx.ts";
import type { LabelledImage } from "./image-set.ts";

const SIZE = 32;
const BITMAP_ROW = /^[01]{32}$/;

/**
 * Reads bitmaps as text, gzipped or not: 32 rows of 0 and 1 (ink), then a line with the label. What stands before the first
 * row is skipped. The format of UCI's "Optical Recognition of Handwritten Digits", https://archive.ics.uci.edu/dataset/80.
 */
export async function* readOptdigits(path: string): AsyncGenerator<LabelledImage> {
  const text = new TextDecoder("latin1").decode(unzipped(await readFile(path)));
  const prefix = basename(path).replace(/\.gz$/, "");
  let rows: string[] = [];
  let index = 0;
  for (const line of text.split(/\r?\n/)) {
    if (BITMAP_ROW.test(line)) rows.push(line);
    else if (rows.length === SIZE && /^ *\d *$/.test(line)) {
      const ink = Float32Array.from(rows.join(""), Number);
      yield { name: `${prefix}-${index++}.png`, bytes: encodePng(ink, SIZE, SIZE), label: Number(line) };
      rows = [];
    }
  }
}
