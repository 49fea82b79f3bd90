import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Glyph, GlyphSource } from "./glyph.ts";
import { readIdx } from "./read-idx.ts";

/** `train` may be learnt from, `validation` is held out of training and serves choices. */
export type Part = "train" | "validation";

const SIZE = 28;
/** One writer in so many is held out. */
const HELD_OUT_WRITERS = 12;
const WRITER_COLUMN = 2;
const COLUMNS = 8;

/**
 * MNIST's 60,000 training digits. Held out are the digits of every twelfth writer by QMNIST's labels
 * (https://arxiv.org/abs/1905.10498), or the last 5,000 where these labels are absent.
 */
export function mnistGlyphs(dataDir: string, part: Part): GlyphSource {
  const images = readIdx(join(dataDir, "mnist/train-images-idx3-ubyte.gz")).data as Uint8Array;
  const labels = readIdx(join(dataDir, "mnist/train-labels-idx1-ubyte.gz")).data;
  const heldOut = heldOutTest(dataDir, labels.length);
  const indices = [...labels.keys()].filter((index) => heldOut(index) === (part === "validation"));
  return {
    name: "mnist",
    draw(random): Glyph {
      const index = random.pick(indices);
      const pixels = images.subarray(index * SIZE * SIZE, (index + 1) * SIZE * SIZE);
      return { width: SIZE, height: SIZE, coverage: Float32Array.from(pixels, (v) => v / 255), label: labels[index] };
    },
  };
}

function heldOutTest(dataDir: string, count: number): (index: number) => boolean {
  const path = join(dataDir, "qmnist-labels/qmnist-train-labels-idx2-int.gz");
  if (!existsSync(path)) return (index) => index >= count - 5000;
  const rows = readIdx(path).data;
  return (index) => rows[index * COLUMNS + WRITER_COLUMN] % HELD_OUT_WRITERS === 0;
}
