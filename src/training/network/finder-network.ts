import { CHANNEL_COUNT } from "../../core/find/cells.ts";
import type { Layers, Network, Shaped } from "./layers.ts";

/** Sizes of the finder. */
export interface FinderConfig {
  /** Channels at strides 2, 4, 8, 16 and 32. */
  readonly widths: readonly [number, number, number, number, number];
  /** Residual blocks at strides 4, 8, 16 and 32. */
  readonly blocks: readonly [number, number, number, number];
  /** Channels of the last 3×3 convolution. */
  readonly head: number;
}

/** 106 million multiply-adds for 192×192 pixels. */
export const DEFAULT_FINDER: FinderConfig = { widths: [16, 32, 48, 80, 128], blocks: [0, 1, 2, 1], head: 32 };

/** Side of the pictures that the finder learns from, in pixels. */
export const FINDER_SIZE = 192;

/**
 * The finder: a small fully convolutional network that marks the centre of every digit, in the manner of CenterNet (Zhou, Wang,
 * Krähenbühl 2019, https://arxiv.org/abs/1904.07850), with top-down sums as in feature pyramids (Lin et al. 2017,
 * https://arxiv.org/abs/1612.03144): `picture` `[n, 3, h, w]`, normalized colours → `cells` `[n, 16, h / 4, w / 4]`.
 */
export function finderNetwork(config: FinderConfig): Network {
  return {
    input: { name: "picture", dims: [1, 3, FINDER_SIZE, FINDER_SIZE], openDims: ["n", 3, "height", "width"] },
    output: { name: "cells", openDims: ["n", CHANNEL_COUNT, "rows", "columns"] },
    describe: (picture, layers) => describe(config, picture, layers),
  };
}

function describe<T extends Shaped>({ widths, blocks, head }: FinderConfig, picture: T, layers: Layers<T>): T {
  let x = layers.relu(layers.halve(picture, "stem", widths[0]));
  const levels: T[] = [];
  for (let level = 0; level < blocks.length; level++) {
    const width = widths[level + 1];
    x = layers.relu(layers.halve(x, `down${level}`, width));
    for (let block = 0; block < blocks[level]; block++) {
      const name = `level${level}.block${block}`;
      const inner = layers.relu(layers.convolve(x, `${name}.first`, width, 3));
      x = layers.relu(layers.add(x, layers.convolve(inner, `${name}.second`, width, 3, 0)));
    }
    levels.push(x);
  }
  for (let level = levels.length - 2; level >= 0; level--) {
    const above = layers.double(layers.convolve(x, `up${level}`, widths[level + 1], 1));
    x = layers.relu(layers.add(levels[level], above));
  }
  return layers.project(layers.relu(layers.convolve(x, "head", head, 3)), "output", CHANNEL_COUNT);
}
