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
  const across = allocate(values.length);
  const columns = clampedIndices(width, kernel.length >> 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * values[row + columns[x + k]];
      across[row + x] = sum;
    }
  }
  const out = allocate(values.length);
  const rows = clampedIndices(height, kernel.length >> 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * across[rows[y + k] * width + x];
      out[y * width + x] = sum;
    }
  }
  return out;
}

/** 0 … length − 1, with the first and the last index repeated `reach` times at either end. */
function clampedIndices(length: number, reach: number): Int32Array {
  return Int32Array.from({ length: length + 2 * reach }, (_, i) => Math.min(length - 1, Math.max(0, i - reach)));
}
