/**
 * Sums of all values above and to the left of each corner of a pixel (Crow 1984, https://doi.org/10.1145/800031.808600), for `windowMeans`.
 *
 * @param values `[height, width]`
 * @param out `[height + 1, width + 1]`, zeros
 */
export function integralImage(
  values: Float32Array,
  width: number,
  height: number,
  out = new Float64Array((width + 1) * (height + 1)),
): Float64Array {
  const stride = width + 1;
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x];
      out[(y + 1) * stride + x + 1] = out[y * stride + x + 1] + row;
    }
  }
  return out;
}
