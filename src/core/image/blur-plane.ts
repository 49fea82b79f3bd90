/** A kernel of three, near to a Gaussian of 0.7 pixels. */
export const BINOMIAL = [0.25, 0.5, 0.25];

/**
 * Blurs a plane by the same kernel along rows and then along columns. Beyond its border a plane goes on as it ends there.
 *
 * @param values `[height, width]`
 * @param kernel an odd number of weights that sum to 1
 * @param allocate gives memory for the result, and for what is needed in between
 * @returns `[height, width]`
 */
export function blurPlane(
  values: Float32Array,
  width: number,
  height: number,
  kernel: readonly number[],
  allocate: (length: number) => Float32Array = (length) => new Float32Array(length),
): Float32Array {
  const reach = kernel.length >> 1;
  const starts = Int32Array.from(kernel, (_, k) => k);
  const line = new Float32Array(width + 2 * reach);
  const across = allocate(values.length);
  for (let row = 0; row < values.length; row += width) {
    line.fill(values[row], 0, reach);
    line.set(values.subarray(row, row + width), reach);
    line.fill(values[row + width - 1], reach + width);
    mix(line, starts, kernel, across.subarray(row, row + width));
  }
  const out = allocate(values.length);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < kernel.length; k++) starts[k] = Math.min(height - 1, Math.max(0, y + k - reach)) * width;
    mix(across, starts, kernel, out.subarray(y * width, (y + 1) * width));
  }
  return out;
}

/** The sum of lines that begin at `starts`, each times its weight. */
function mix(values: Float32Array, starts: Int32Array, weights: readonly number[], out: Float32Array): void {
  if (weights.length === 3) {
    // Written out it takes half the time, and it is what every noisy picture needs.
    const [[a, b, c], [left, middle, right]] = [weights, starts];
    for (let x = 0; x < out.length; x++) {
      out[x] = a * values[left + x] + b * values[middle + x] + c * values[right + x];
    }
    return;
  }
  for (let x = 0; x < out.length; x++) {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k] * values[starts[k] + x];
    out[x] = sum;
  }
}
