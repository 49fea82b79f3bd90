/** A plane from rows of numbers, `[height, width]`. */
export function fromRows(rows: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(rows.flat());
}

/** The reverse, rounded to six places: a plane holds 32-bit numbers. */
export function toRows(values: Float32Array, width: number): number[][] {
  const rows: number[][] = [];
  for (let at = 0; at < values.length; at += width) {
    rows.push([...values.subarray(at, at + width)].map((value) => Math.round(value * 1e6) / 1e6));
  }
  return rows;
}
