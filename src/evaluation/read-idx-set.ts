import { basename } from "node:path";
import { PredictorError } from "../errors.ts";
import { encodePng } from "../png.ts";
import { type Idx, readIdx } from "../training/sources/read-idx.ts";
import type { LabelledPicture } from "./picture-set.ts";

/**
 * Reads a pair of idx files (the format of MNIST), gzipped or not, and gives each picture as the bytes of a PNG file,
 * so that it takes the same way as any other picture.
 *
 * @throws PredictorError `usage` if the files are no such pair
 */
export async function* readIdxSet(imagesPath: string, labelsPath: string): AsyncGenerator<LabelledPicture> {
  const images = read(imagesPath, 3);
  const labels = read(labelsPath, 1);
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

/** Reads one file and checks what the reader for training doesn't. */
function read(path: string, rank: number): Idx {
  const idx = tryToRead(path);
  if (idx?.dims.length !== rank) {
    throw new PredictorError("usage", `${path} is no idx file with ${rank} dimension(s).`);
  }
  if (idx.data.length !== idx.dims.reduce((product, dim) => product * dim, 1)) {
    throw new PredictorError("usage", `${path} is cut off: its header and its length don't agree.`);
  }
  return idx;
}

function tryToRead(path: string): Idx | undefined {
  try {
    return readIdx(path);
  } catch {
    return undefined;
  }
}
