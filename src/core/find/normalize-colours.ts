/** Spreads below this are noise: the ink of a thin pen on an empty sheet still stands out. */
const MIN_SPREAD = 0.03;
const MAX_VALUE = 4;

/** Where a picture lies within planes that are larger: in their upper left corner. */
interface Place {
  readonly width: number;
  readonly height: number;
  /** Of the planes. */
  readonly paddedWidth: number;
}

/**
 * Makes a picture's colours independent of light: less their mean, by their common spread, at most 4 from it. In place.
 *
 * @param planes `[3, n]`, 0…1
 * @param place what of them is the picture; the rest stays as it is. Default: all of them.
 */
export function normalizeColours(
  planes: Float32Array,
  { width, height, paddedWidth }: Place = { width: planes.length / 3, height: 1, paddedWidth: planes.length / 3 },
): void {
  const plane = planes.length / 3;
  const n = width * height;
  const means = [0, 0, 0];
  const sums = new Float64Array(2);
  let square = 0;
  for (let c = 0; c < 3; c++) {
    sums.fill(0);
    for (let y = 0; y < height; y++) {
      const start = c * plane + y * paddedWidth;
      addUp(planes, start, start + width, sums);
    }
    means[c] = sums[0] / n;
    square += Math.max(0, sums[1] - sums[0] * means[c]);
  }
  const gain = 1 / Math.max(MIN_SPREAD, Math.sqrt(square / (3 * n)));
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      const start = c * plane + y * paddedWidth;
      normalizeRow(planes, start, start + width, means[c], gain);
    }
  }
}

function normalizeRow(planes: Float32Array, start: number, end: number, mean: number, gain: number): void {
  for (let i = start; i < end; i++) {
    const value = (planes[i] - mean) * gain;
    planes[i] = value > MAX_VALUE ? MAX_VALUE : value < -MAX_VALUE ? -MAX_VALUE : value;
  }
}

/** @param sums of the values, and of their squares: these are added */
function addUp(planes: Float32Array, start: number, end: number, sums: Float64Array): void {
  let sum = 0;
  let squares = 0;
  for (let i = start; i < end; i++) {
    const value = planes[i];
    sum += value;
    squares += value * value;
  }
  sums[0] += sum;
  sums[1] += squares;
}
