/**
 * Means of a square window around each pixel of a row, as much of it as lies in the picture.
 *
 * @param sums of `integralImage`, `[height + 1, width + 1]`
 * @param radius in pixels; the window is `2 radius + 1` wide and high
 * @param out `[width]`
 */
export function windowMeans(
  sums: Float64Array,
  width: number,
  height: number,
  y: number,
  radius: number,
  out = new Float64Array(width),
): Float64Array {
  const top = Math.max(0, y - radius);
  const bottom = Math.min(height, y + radius + 1);
  const [upper, lower] = [top * (width + 1), bottom * (width + 1)];
  for (let x = 0; x < width; x++) {
    const left = Math.max(0, x - radius);
    const right = Math.min(width, x + radius + 1);
    const sum = sums[lower + right] - sums[lower + left] - sums[upper + right] + sums[upper + left];
    out[x] = sum / ((bottom - top) * (right - left));
  }
  return out;
}
