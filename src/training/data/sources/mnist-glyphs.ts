import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readIdx } from "../idx.ts";
import { findMnistFile } from "../mnist-files.ts";
import type { Glyph, GlyphSource } from "./glyph.ts";

/** `train` may be learnt from, `validation` is held out of training and serves choices. */
export type Part = "train" | "validation";

const SIZE = 28;
/** One writer in so many is held out. */
const HELD_OUT_WRITERS = 12;
const WRITER_COLUMN = 2;
const COLUMNS = 8;

/**
 * MNIST's 60,000 training digits. Held out are the digits of every twelfth writer by QMNIST's labels
 * (https://arxiv.org/abs/1905.10498), or the last twelfth where these labels are absent.
 */
export function mnistGlyphs(dataDir: string, part: Part): GlyphSource {
  const { count, glyph } = openMnist(dataDir, part);
  return { name: "mnist", draw: (random) => glyph(random.below(count)) };
}

/** All of a part of MNIST's training digits, in their order. */
export function readMnist(dataDir: string, part: Part): readonly Glyph[] {
  const { count, glyph } = openMnist(dataDir, part);
  return Array.from({ length: count }, (_, index) => glyph(index));
}

function openMnist(dataDir: string, part: Part): { count: number; glyph: (index: number) => Glyph } {
  const images = readIdx(readFileSync(findMnistFile(dataDir, "train-images-idx3-ubyte")!)).data as Uint8Array;
  const labels = readIdx(readFileSync(findMnistFile(dataDir, "train-labels-idx1-ubyte")!)).data;
  const heldOut = heldOutTest(dataDir, labels.length);
  const indices = [...labels.keys()].filter((index) => heldOut(index) === (part === "validation"));
  const glyph = (at: number): Glyph => {
    const index = indices[at];
    const pixels = images.subarray(index * SIZE * SIZE, (index + 1) * SIZE * SIZE);
    return { width: SIZE, height: SIZE, coverage: Float32Array.from(pixels, (v) => v / 255), label: labels[index] };
  };
  return { count: indices.length, glyph };
}

function heldOutTest(dataDir: string, count: number): (index: number) => boolean {
  const path = findMnistFile(join(dataDir, "qmnist-labels"), "qmnist-train-labels-idx2-int");
  if (!path) return (index) => index >= count - Math.ceil(count / HELD_OUT_WRITERS);
  const rows = readIdx(readFileSync(path)).data;
  return (index) => rows[index * COLUMNS + WRITER_COLUMN] % HELD_OUT_WRITERS === 0;
}
