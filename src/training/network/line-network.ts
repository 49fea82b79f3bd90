import { STRIP_ROWS, STRIP_STRIDE } from "../../core/line/strip.ts";
import { CLASS_COUNT } from "../../core/manifest.ts";
import type { Layers, Network, Shaped } from "./layers.ts";

/** Sizes of the line reader. */
export interface LineConfig {
  /** Channels at 16, 8, 4, 2 rows and at one row. */
  readonly widths: readonly [number, number, number, number, number];
  /** Residual blocks at 8, 4 and 2 rows. */
  readonly blocks: readonly [number, number, number];
}

/** 760,000 multiply-adds for each column of the output. */
export const DEFAULT_LINE: LineConfig = { widths: [16, 32, 48, 80, 128], blocks: [1, 2, 1] };

/** Width of the strips that the line reader learns from, in pixels. */
export const LINE_COLUMNS = 256;

/**
 * The line reader: a small convolutional network that reads a strip of one line column by column, each digit in sight of its neighbours:
 * `strip` `[n, 3, 32, w]`, normalized colours → `columns` `[n, 11, 1, w / 4]`, the logits of the digit whose middle is here, or of none.
 * As the sliding windows of space displacement networks (Matan et al. 1992), with residual blocks (He et al. 2015).
 */
export function lineNetwork(config: LineConfig): Network {
  return {
    input: { name: "strip", dims: [1, 3, STRIP_ROWS, LINE_COLUMNS], openDims: ["n", 3, STRIP_ROWS, "width"] },
    output: { name: "columns", openDims: ["n", CLASS_COUNT, 1, "columns"] },
    describe: (strip, layers) => describe(config, strip, layers),
  };
}

/** Columns that a strip of this width has. */
export function columnsOf(width: number): number {
  return width / STRIP_STRIDE;
}

function describe<T extends Shaped>({ widths, blocks }: LineConfig, strip: T, layers: Layers<T>): T {
  let x = layers.relu(layers.halve(strip, "stem", widths[0]));
  for (let stage = 0; stage < 3; stage++) {
    const width = widths[stage + 1];
    const name = `stage${stage}`;
    x = layers.relu(stage === 0 ? layers.halve(x, `${name}.down`, width) : layers.halveRows(x, `${name}.down`, width));
    for (let block = 0; block < blocks[stage]; block++) {
      const inner = layers.relu(layers.convolve(x, `${name}.block${block}.first`, width, 3));
      x = layers.relu(layers.add(x, layers.convolve(inner, `${name}.block${block}.second`, width, 3, 0)));
    }
  }
  return layers.project(layers.relu(layers.halveRows(x, "head", widths[4])), "output", CLASS_COUNT);
}
