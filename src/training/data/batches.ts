import { CLASS_COUNT } from "../../core/manifest.ts";
import { INPUT_PIXELS } from "../../core/picture.ts";
import { createRandom, type Random } from "../random.ts";
import type { SampleBank } from "./sample-bank.ts";

export interface BatchOptions {
  readonly train: SampleBank;
  readonly batchSize: number;
  readonly seed: number;
  /** Changes one picture in place, `[28, 28]`, 0 … 1. */
  readonly augment?: (input: Float32Array, random: Random) => void;
  /** Share of the features left out at random (https://jmlr.org/papers/v15/srivastava14a.html). */
  readonly dropout: number;
}

export interface Batch {
  /** `[n, 28, 28]` */
  readonly images: Float32Array;
  /** `[n, 11]` */
  readonly targets: Float32Array;
  /** `[n, features]` */
  readonly dropout: Float32Array;
}

// Streams of chance that never meet: an epoch's order, a batch's mask, a picture's changes.
const ORDER = 1;
const BATCH = 2;
const PICTURE = 3;
const STREAMS = 4;

export function emptyBatch(batchSize: number, featureCount: number): Batch {
  return {
    images: new Float32Array(batchSize * INPUT_PIXELS),
    targets: new Float32Array(batchSize * CLASS_COUNT),
    dropout: new Float32Array(batchSize * featureCount),
  };
}

/** The order in which an epoch takes the samples, `[n]`. */
export function shuffledOrder(n: number, seed: number, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  createRandom(seed, epoch * STREAMS + ORDER).shuffle(order);
  return order;
}

/** Fills the batch of one step; the same step gives the same batch, whatever was filled before. */
export function fillBatch(batch: Batch, options: BatchOptions, order: Uint32Array, epoch: number, index: number): void {
  const { train, batchSize, seed, augment } = options;
  for (let i = 0; i < batchSize; i++) {
    const sample = order[index * batchSize + i];
    const image = batch.images.subarray(i * INPUT_PIXELS, (i + 1) * INPUT_PIXELS);
    for (let pixel = 0, from = sample * INPUT_PIXELS; pixel < INPUT_PIXELS; pixel++)
      image[pixel] = train.inputs[from + pixel] / 255;
    augment?.(image, createRandom(seed, epoch * STREAMS + PICTURE, sample));
    const wanted = batch.targets.subarray(i * CLASS_COUNT, (i + 1) * CLASS_COUNT);
    if (train.targets) wanted.set(train.targets.subarray(sample * CLASS_COUNT, (sample + 1) * CLASS_COUNT));
    else wanted.fill(0)[train.labels[sample]] = 1;
  }
  const random = createRandom(seed, epoch * STREAMS + BATCH, index);
  const kept = 1 / (1 - options.dropout);
  for (let i = 0; i < batch.dropout.length; i++) batch.dropout[i] = random.chance(options.dropout) ? 0 : kept;
}
