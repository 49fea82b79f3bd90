/** For each pixel along one axis: the grid's point before it, and how far it is towards the next one. */
export interface GridPlaces {
  readonly firsts: Int32Array;
  /** 0…1 */
  readonly shares: Float32Array | Float64Array;
}

/**
 * Spreads the values of a coarse grid over a picture, bilinear in between.
 *
 * @param values `[rows, columns]`
 * @param across for each column of the picture
 * @param down for each row of the picture
 * @param out `[height, width]`
 */
export function enlargeGrid(
  values: Float32Array,
  columns: number,
  across: GridPlaces,
  down: GridPlaces,
  out: Float32Array,
): Float32Array {
  const width = across.firsts.length;
  const right = columns === 1 ? 0 : 1;
  const below = values.length === columns ? 0 : columns;
  const line = new Float32Array(columns);
  for (let y = 0; y < down.firsts.length; y++) {
    const share = down.shares[y];
    for (let column = 0; column < columns; column++) {
      const i = down.firsts[y] * columns + column;
      line[column] = values[i] + (values[i + below] - values[i]) * share;
    }
    for (let x = 0; x < width; x++) {
      const left = line[across.firsts[x]];
      out[y * width + x] = left + (line[across.firsts[x] + right] - left) * across.shares[x];
    }
  }
  return out;
}
