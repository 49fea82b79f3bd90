import { INPUT_SIZE } from "../../src/core/picture.ts";

const PATCH = 4;
const STEP = 2;
const BATCH = 16;
/** A patch with less ink than this changes nothing when it is covered. */
const MIN_INK = 0.05;

/**
 * What speaks for an answer, by occlusion (Zeiler & Fergus 2014, https://arxiv.org/abs/1311.2901): a patch of paper covers one
 * spot after the other, and what the answer's log-odds lose by it is what the spot had spoken for it.
 *
 * @param input `[28, 28]`, 0 (paper) … 1 (ink)
 * @param logOddsOf `[n, 28, 28]` → `[n]`, the log-odds of the answer for each
 * @returns `[28, 28]`, in log-odds: positive spoke for the answer, negative against it
 */
export async function explainByOcclusion(
  input: Float32Array,
  logOddsOf: (inputs: Float32Array, n: number) => Promise<readonly number[]>,
): Promise<Float32Array> {
  const spots = findInkySpots(input);
  const [uncovered] = await logOddsOf(input, 1);
  const sum = new Float32Array(input.length);
  const count = new Float32Array(input.length);
  for (let start = 0; start < spots.length; start += BATCH) {
    const batch = spots.slice(start, start + BATCH);
    const covered = new Float32Array(batch.length * input.length);
    batch.forEach((spot, i) => {
      covered.set(input, i * input.length);
      for (const at of pixelsOf(spot)) covered[i * input.length + at] = 0;
    });
    const left = await logOddsOf(covered, batch.length);
    batch.forEach((spot, i) => {
      for (const at of pixelsOf(spot)) {
        sum[at] += uncovered - left[i];
        count[at] += 1;
      }
    });
  }
  return sum.map((total, at) => (count[at] === 0 ? 0 : total / count[at]));
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

function findInkySpots(input: Float32Array): Spot[] {
  const spots: Spot[] = [];
  for (let y = 0; y <= INPUT_SIZE - PATCH; y += STEP) {
    for (let x = 0; x <= INPUT_SIZE - PATCH; x += STEP) {
      let ink = 0;
      for (const at of pixelsOf({ x, y })) ink += input[at];
      if (ink >= MIN_INK * PATCH * PATCH) spots.push({ x, y });
    }
  }
  return spots;
}

function* pixelsOf({ x, y }: Spot): Generator<number> {
  for (let dy = 0; dy < PATCH; dy++) for (let dx = 0; dx < PATCH; dx++) yield (y + dy) * INPUT_SIZE + x + dx;
}
