import { INPUT_SIZE } from "../../src/vision/picture.ts";

const PATCH = 4;
const STEP = 2;
const BATCH = 16;
/** A patch with less ink than this changes nothing when it is covered. */
const LEAST_INK = 0.05;

/**
 * What speaks for a class, by occlusion (Zeiler & Fergus 2014, https://arxiv.org/abs/1311.2901): a patch of paper covers one
 * spot after the other, and what the log-odds of the class lose by it is what the spot had spoken for it.
 *
 * @param input `[28, 28]`, 0 (paper) … 1 (ink)
 * @param target index of the class
 * @param classify `[n, 28, 28]` → logits `[n, 11]`
 * @returns `[28, 28]`, in log-odds: positive spoke for the class, negative against it
 */
export async function explainByOcclusion(
  input: Float32Array,
  target: number,
  classify: (inputs: Float32Array, n: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const spots = findInkySpots(input);
  const whole = logOdds(await classify(input, 1), 0, target);
  const sum = new Float32Array(input.length);
  const count = new Float32Array(input.length);
  for (let start = 0; start < spots.length; start += BATCH) {
    const batch = spots.slice(start, start + BATCH);
    const covered = new Float32Array(batch.length * input.length);
    batch.forEach((spot, i) => {
      covered.set(input, i * input.length);
      for (const at of pixelsOf(spot)) covered[i * input.length + at] = 0;
    });
    const logits = await classify(covered, batch.length);
    batch.forEach((spot, i) => {
      const lost = whole - logOdds(logits, i, target);
      for (const at of pixelsOf(spot)) {
        sum[at] += lost;
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
      if (ink >= LEAST_INK * PATCH * PATCH) spots.push({ x, y });
    }
  }
  return spots;
}

function* pixelsOf({ x, y }: Spot): Generator<number> {
  for (let dy = 0; dy < PATCH; dy++) for (let dx = 0; dx < PATCH; dx++) yield (y + dy) * INPUT_SIZE + x + dx;
}

/** log(p / (1 − p)) of the target, from the logits of row `row`. */
function logOdds(logits: Float32Array, row: number, target: number): number {
  const classes = 11;
  const own = logits.subarray(row * classes, (row + 1) * classes);
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < classes; i++) if (i !== target) most = Math.max(most, own[i]);
  let others = 0;
  for (let i = 0; i < classes; i++) if (i !== target) others += Math.exp(own[i] - most);
  return own[target] - most - Math.log(others);
}
