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

/**
 * MNIST's training digits by who wrote them: for each writer, ten lists of glyphs. Needs QMNIST's labels; without them, or of a
 * writer who left out a digit, there is nothing.
 */
export function readMnistByWriter(dataDir: string, part: Part): readonly (readonly (readonly (() => Glyph)[])[])[] {
  const path = findMnistFile(join(dataDir, "qmnist-labels"), "qmnist-train-labels-idx2-int");
  if (!path) return [];
  const rows = readIdx(readFileSync(path)).data;
  const { count, glyph, indexOf, labelOf } = openMnist(dataDir, part);
  const writers = new Map<number, (() => Glyph)[][]>();
  for (let at = 0; at < count; at++) {
    const writer = rows[indexOf(at) * COLUMNS + WRITER_COLUMN];
    if (!writers.has(writer))
      writers.set(
        writer,
        Array.from({ length: 10 }, () => []),
      );
    writers.get(writer)![labelOf(at)].push(() => glyph(at));
  }
  return [...writers.values()].filter((digits) => digits.every((list) => list.length > 0));
}

/** A part of MNIST's training digits, in their order. */
export interface Mnist {
  readonly count: number;
  readonly glyph: (at: number) => Glyph;
  /** Place in MNIST's own order. */
  readonly indexOf: (at: number) => number;
  readonly labelOf: (at: number) => number;
}

export function openMnist(dataDir: string, part: Part): Mnist {
  const images = readIdx(readFileSync(findMnistFile(dataDir, "train-images-idx3-ubyte")!)).data as Uint8Array;
  const labels = readIdx(readFileSync(findMnistFile(dataDir, "train-labels-idx1-ubyte")!)).data;
  const heldOut = heldOutTest(dataDir, labels.length);
  const indices = [...labels.keys()].filter((index) => heldOut(index) === (part === "validation"));
  const glyph = (at: number): Glyph => {
    const index = indices[at];
    const pixels = images.subarray(index * SIZE * SIZE, (index + 1) * SIZE * SIZE);
    return { width: SIZE, height: SIZE, coverage: Float32Array.from(pixels, (v) => v / 255), label: labels[index] };
  };
  return { count: indices.length, glyph, indexOf: (at) => indices[at], labelOf: (at) => labels[indices[at]] };
}

function heldOutTest(dataDir: string, count: number): (index: number) => boolean {
  const path = findMnistFile(join(dataDir, "qmnist-labels"), "qmnist-train-labels-idx2-int");
  if (!path) return (index) => index >= count - Math.ceil(count / HELD_OUT_WRITERS);
  const rows = readIdx(readFileSync(path)).data;
  return (index) => rows[index * COLUMNS + WRITER_COLUMN] % HELD_OUT_WRITERS === 0;
}
