import { createRandom, type Random } from "./random.ts";
import { CLASSES, PIXELS, type SampleBank } from "./sample-bank.ts";

export interface BatchOptions {
  readonly train: SampleBank;
  readonly batchSize: number;
  readonly seed: number;
  /** Changes one picture in place, `[28, 28]`, 0 … 1. */
  readonly augment?: (input: Float32Array, random: Random) => void;
  /** Share of the target that is spread evenly over all classes (Szegedy et al. 2015, https://arxiv.org/abs/1512.00567). */
  readonly labelSmoothing: number;
  /** Mixes pairs of pictures, weighted by Beta(mixup, mixup) (https://arxiv.org/abs/1710.09412); 0 for none. */
  readonly mixup: number;
  /** Answers of a better network to learn from (https://arxiv.org/abs/1503.02531). */
  readonly teacher?: Teacher;
  /** Share of the features left out at random (https://jmlr.org/papers/v15/srivastava14a.html). */
  readonly dropout: number;
}

export interface Teacher {
  /** `[n, 11]`: 0 … 1, or 0 … 255 as bytes */
  readonly probabilities: Float32Array | Uint8Array;
  /** Share of the target that is the teacher's, 0 … 1; the rest is the label's. */
  readonly weight: number;
}

export interface Batch {
  /** `[n, 28, 28]` */
  readonly images: Float32Array;
  /** `[n, 11]` */
  readonly targets: Float32Array;
  /** `[n]` */
  readonly weights: Float32Array;
  /** `[n, features]` */
  readonly dropout: Float32Array;
}

// Streams of chance that never meet: an epoch's order, a batch's mixture and mask, a picture's changes.
const ORDER = 1;
const BATCH = 2;
const PICTURE = 3;
const STREAMS = 4;

export function emptyBatch(batchSize: number, featureCount: number): Batch {
  return {
    images: new Float32Array(batchSize * PIXELS),
    targets: new Float32Array(batchSize * CLASSES),
    weights: new Float32Array(batchSize),
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
    const image = batch.images.subarray(i * PIXELS, (i + 1) * PIXELS);
    for (let pixel = 0, from = sample * PIXELS; pixel < PIXELS; pixel++)
      image[pixel] = train.inputs[from + pixel] / 255;
    augment?.(image, createRandom(seed, epoch * STREAMS + PICTURE, sample));
    fillTarget(batch.targets.subarray(i * CLASSES, (i + 1) * CLASSES), options, sample);
    batch.weights[i] = train.weights?.[sample] ?? 1;
  }
  const random = createRandom(seed, epoch * STREAMS + BATCH, index);
  const kept = 1 / (1 - options.dropout);
  for (let i = 0; i < batch.dropout.length; i++) batch.dropout[i] = random.chance(options.dropout) ? 0 : kept;
  if (options.mixup > 0) mixPairs(batch, betaDraw(options.mixup, random), batchSize);
}

function fillTarget(target: Float32Array, options: BatchOptions, sample: number): void {
  const { train, teacher, labelSmoothing } = options;
  const share = teacher?.weight ?? 0;
  target.fill(((1 - share) * labelSmoothing) / CLASSES);
  target[train.labels[sample]] += (1 - share) * (1 - labelSmoothing);
  if (!teacher) return;
  const unit = teacher.probabilities instanceof Uint8Array ? 255 : 1;
  let sum = 0;
  const from = sample * CLASSES;
  for (let k = 0; k < CLASSES; k++) sum += teacher.probabilities[from + k];
  // Bytes are rounded, so that a row may not sum to one.
  const scale = sum > 0 ? share / sum : share / unit;
  for (let k = 0; k < CLASSES; k++) target[k] += teacher.probabilities[from + k] * scale;
}

/** Mixes each picture of the first half with one of the second, and the other way round. */
function mixPairs(batch: Batch, share: number, batchSize: number): void {
  const half = batchSize >> 1;
  for (const [values, size] of [
    [batch.images, PIXELS],
    [batch.targets, CLASSES],
    [batch.weights, 1],
  ] as const) {
    for (let i = 0; i < half * size; i++) {
      const [a, b] = [values[i], values[i + half * size]];
      values[i] = share * a + (1 - share) * b;
      values[i + half * size] = share * b + (1 - share) * a;
    }
  }
}

/** A draw from Beta(a, a) for a from 0 to 1, by Jöhnk's method. */
function betaDraw(a: number, random: Random): number {
  for (;;) {
    const x = random.next() ** (1 / a);
    const y = random.next() ** (1 / a);
    if (x + y <= 1 && x + y > 0) return x / (x + y);
  }
}
