import { softmaxInPlace } from "../decide/softmax.ts";
import { CLASS_COUNT, NON_DIGIT } from "../manifest.ts";
import type { Box } from "../picture.ts";
import { type LinePlace, STRIP_STRIDE, toStrip } from "./strip.ts";

/** What a line reader says of a line, column by column. */
export interface LineColumns {
  readonly place: LinePlace;
  readonly count: number;
  /** `[count, 11]`: probabilities of the ten digits and of none. */
  readonly probabilities: Float32Array;
}

/** A digit is seen so far to both sides of its middle: half its width, or so many pixels of the strip. */
const MIN_DIGIT_REACH = 5;
/** A box is asked about so far around its middle, as a share of its width, and at least so many columns. */
const REACH = 0.25;
const MIN_REACH = 0.75;

/** @param logits `[11, count]` */
export function toColumns(logits: Float32Array, place: LinePlace): LineColumns {
  const count = logits.length / CLASS_COUNT;
  const probabilities = new Float32Array(logits.length);
  for (let column = 0; column < count; column++) {
    const to = column * CLASS_COUNT;
    for (let k = 0; k < CLASS_COUNT; k++) probabilities[to + k] = logits[k * count + column];
    softmaxInPlace(probabilities, to, to + CLASS_COUNT);
  }
  return { place, count, probabilities };
}

/**
 * What the line shows in the middle of a box: the column there that is a digit most surely.
 *
 * @returns `[11]`; undefined where the box lies beyond the strip
 */
export function columnAt({ place, count, probabilities }: LineColumns, box: Box): Float32Array | undefined {
  const { x, width } = toStrip(box, place);
  const reach = Math.max(MIN_REACH * STRIP_STRIDE, REACH * width);
  const first = Math.max(0, Math.ceil((x - reach) / STRIP_STRIDE - 0.5));
  const last = Math.min(count - 1, Math.floor((x + reach) / STRIP_STRIDE - 0.5));
  let best: number | undefined;
  for (let column = first; column <= last; column++) {
    const none = probabilities[column * CLASS_COUNT + NON_DIGIT];
    if (best === undefined || none < probabilities[best * CLASS_COUNT + NON_DIGIT]) best = column;
  }
  return best === undefined ? undefined : probabilities.subarray(best * CLASS_COUNT, (best + 1) * CLASS_COUNT);
}

/** What the line reader reads by itself: of every run of columns that are likeliest a digit, the digit of the surest one. */
export function readColumns({ count, probabilities }: LineColumns): string {
  let text = "";
  let digit = NON_DIGIT;
  let surest = 0;
  for (let column = 0; column < count; column++) {
    const first = column * CLASS_COUNT;
    let likeliest = 0;
    for (let k = 1; k < CLASS_COUNT; k++)
      if (probabilities[first + k] > probabilities[first + likeliest]) likeliest = k;
    const probability = probabilities[first + likeliest];
    if (likeliest === NON_DIGIT) {
      if (digit !== NON_DIGIT) text += digit;
      digit = NON_DIGIT;
      surest = 0;
    } else if (probability > surest) {
      digit = likeliest;
      surest = probability;
    }
  }
  return digit === NON_DIGIT ? text : text + digit;
}

/** The highest probability of a digit among the columns that lie on none of these boxes; 0 where all do. */
export function surestBeside({ place, count, probabilities }: LineColumns, boxes: readonly Box[]): number {
  const digits = boxes.map((box) => {
    const { x, width } = toStrip(box, place);
    return { x, reach: Math.max(MIN_DIGIT_REACH, width / 2) };
  });
  let surest = 0;
  for (let column = 0; column < count; column++) {
    const middle = (column + 0.5) * STRIP_STRIDE;
    const isBeside = digits.every(({ x, reach }) => Math.abs(x - middle) >= reach);
    if (isBeside) surest = Math.max(surest, 1 - probabilities[column * CLASS_COUNT + NON_DIGIT]);
  }
  return surest;
}
