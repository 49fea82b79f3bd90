/**
 * Reads a plane between its pixels; outside it is 0.
 *
 * @param values `[height, width]`
 * @param x in pixels, 0 in the middle of the first one
 */
export function bilinear(values: Float32Array, width: number, height: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [shareX, shareY] = [x - left, y - top];
  const i = top * width + left;
  const hasLeft = left >= 0 && left < width;
  const hasRight = left >= -1 && left < width - 1;
  const hasTop = top >= 0 && top < height;
  const hasBottom = top >= -1 && top < height - 1;
  const upper = (hasTop && hasLeft ? values[i] * (1 - shareX) : 0) + (hasTop && hasRight ? values[i + 1] * shareX : 0);
  const lower =
    (hasBottom && hasLeft ? values[i + width] * (1 - shareX) : 0) +
    (hasBottom && hasRight ? values[i + width + 1] * shareX : 0);
  return upper * (1 - shareY) + lower * shareY;
}
