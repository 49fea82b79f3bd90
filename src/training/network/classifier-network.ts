import { CLASS_COUNT } from "../../core/manifest.ts";
import { INPUT_SIZE } from "../../core/picture.ts";
import type { Layers, Network, Shaped } from "./layers.ts";

/** Sizes of a residual network (He et al. 2015, https://arxiv.org/abs/1512.03385) over candidates of 28×28. */
export interface ClassifierConfig {
  /** Channels at 28×28, 14×14 and 7×7 pixels. */
  readonly widths: readonly [number, number, number];
  /** Residual blocks of two 3×3 convolutions at each of these. */
  readonly blocks: readonly [number, number, number];
}

/**
 * 12 million multiply-adds. ONNX Runtime's convolution takes up to 64 channels at once, so that 80 at the last size cost much more
 * than a quarter on top.
 */
export const DEFAULT_CLASSIFIER: ClassifierConfig = { widths: [16, 32, 64], blocks: [0, 1, 2] };

/** The quick classifier: 0.7 million multiply-adds, some 35 µs in our own engine. */
export const DEFAULT_QUICK: ClassifierConfig = { widths: [8, 16, 24], blocks: [0, 0, 1] };

/** The classifier, and the quick one: `image` `[n, 1, 28, 28]`, 0 (paper) … 1 (ink) → `logits` `[n, 11]`. */
export function classifierNetwork(config: ClassifierConfig): Network {
  return {
    input: { name: "image", dims: [1, 1, INPUT_SIZE, INPUT_SIZE], openDims: ["n", 1, INPUT_SIZE, INPUT_SIZE] },
    output: { name: "logits", openDims: ["n", CLASS_COUNT] },
    describe: (image, layers) => describe(config, image, layers),
  };
}

/** Between the sizes, each 2×2 square becomes one pixel. */
function describe<T extends Shaped>({ widths, blocks }: ClassifierConfig, image: T, layers: Layers<T>): T {
  let x = layers.relu(layers.convolve(image, "stem", widths[0], 3));
  for (const [stage, width] of widths.entries()) {
    if (stage > 0) x = layers.relu(layers.halve(x, `down${stage}`, width));
    for (let block = 0; block < blocks[stage]; block++) {
      const name = `stage${stage}.block${block}`;
      const inner = layers.relu(layers.convolve(x, `${name}.first`, width, 3));
      x = layers.relu(layers.add(x, layers.convolve(inner, `${name}.second`, width, 3, 0)));
    }
  }
  return layers.dense(layers.dropout(layers.averagePool(x)), "head", CLASS_COUNT);
}
