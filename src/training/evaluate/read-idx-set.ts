import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { PredictorError } from "../../errors.ts";
import { encodePng } from "../../reader/encode-png.ts";
import { type IdxArray, readIdx } from "../data/idx.ts";
import type { LabelledImage } from "./image-set.ts";

/**
 * Reads a pair of idx files (the format of MNIST), gzipped or not, and gives each picture as the bytes of a PNG file,
 * so that it takes the same way as any other picture.
 *
 * @throws PredictorError `usage` if the files are no such pair
 */
export async function* readIdxSet(imagesPath: string, labelsPath: string): AsyncGenerator<LabelledImage> {
  const images = await read(imagesPath, 3);
  const labels = await read(labelsPath, 1);
  const [n, height, width] = images.dims;
  if (labels.dims[0] !== n) {
    throw new PredictorError("usage", `${imagesPath} has ${n} pictures, but ${labelsPath} ${labels.dims[0]} labels.`);
  }
  const prefix = basename(imagesPath).split(/[-.]/)[0];
  for (let i = 0; i < n; i++) {
    const pixels = images.data.subarray(i * width * height, (i + 1) * width * height);
    const bytes = encodePng(
      Float32Array.from(pixels, (value) => value / 255),
      width,
      height,
    );
    yield { name: `${prefix}-${i}.png`, bytes, label: labels.data[i] };
  }
}

async function read(path: string, rank: number): Promise<IdxArray> {
  try {
    const idx = readIdx(await readFile(path));
    if (idx.dims.length === rank) return idx;
    throw new Error(`It has ${idx.dims.length} dimensions instead of ${rank}.`);
  } catch (cause) {
    throw new PredictorError("usage", `${path} can't be read. ${(cause as Error).message}`, { cause });
  }
}
