/**
 * Mean of a square window around a pixel, as much of it as lies in the picture.
 *
 * @param sums of `integralImage`, `[height + 1, width + 1]`
 * @param radius in pixels; the window is `2 radius + 1` wide and high
 */
export function windowMean(
  sums: Float64Array,
  width: number,
  height: number,
  x: number,
  y: number,
  radius: number,
): number {
  const left = Math.max(0, x - radius);
  const right = Math.min(width, x + radius + 1);
  const top = Math.max(0, y - radius);
  const bottom = Math.min(height, y + radius + 1);
  const [upper, lower] = [top * (width + 1), bottom * (width + 1)];
  const sum = sums[lower + right] - sums[lower + left] - sums[upper + right] + sums[upper + left];
  return sum / ((bottom - top) * (right - left));
}
