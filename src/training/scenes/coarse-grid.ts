import type { Random } from "../random.ts";

/** Values on a coarse grid over a rectangle, read smoothly in between: the cheap way to make slow changes. */
export interface CoarseGrid {
  readonly columns: number;
  readonly rows: number;
  /** `[rows, columns]` */
  readonly values: Float32Array;
}

/** A grid of independent normal values; `cells` along the longer side say how quickly it changes. */
export function noiseGrid(columns: number, rows: number, random: Random): CoarseGrid {
  return { columns, rows, values: Float32Array.from({ length: columns * rows }, () => random.normal()) };
}

/** The grid's value at `u`, `v`, both 0…1 over the rectangle (clamped), with a smooth step between the grid's points. */
export function readGrid(grid: CoarseGrid, u: number, v: number): number {
  const x = Math.min(Math.max(u, 0), 1) * (grid.columns - 1);
  const y = Math.min(Math.max(v, 0), 1) * (grid.rows - 1);
  const x0 = Math.min(x | 0, grid.columns - 2);
  const y0 = Math.min(y | 0, grid.rows - 2);
  let fx = x - x0;
  let fy = y - y0;
  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  const at = y0 * grid.columns + x0;
  const { values } = grid;
  const up = values[at] + (values[at + 1] - values[at]) * fx;
  const below = at + grid.columns;
  const down = values[below] + (values[below + 1] - values[below]) * fx;
  return up + (down - up) * fy;
}

/** The grid at every pixel of a picture: `[height, width]`. */
export function spreadGrid(grid: CoarseGrid, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  const lefts = new Int32Array(width);
  const shares = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const at = ((x + 0.5) / width) * (grid.columns - 1);
    lefts[x] = Math.min(at | 0, grid.columns - 2);
    const f = at - lefts[x];
    shares[x] = f * f * (3 - 2 * f);
  }
  const row = new Float32Array(grid.columns);
  for (let y = 0; y < height; y++) {
    const at = ((y + 0.5) / height) * (grid.rows - 1);
    const top = Math.min(at | 0, grid.rows - 2);
    const f = at - top;
    const share = f * f * (3 - 2 * f);
    for (let c = 0; c < grid.columns; c++) {
      const up = grid.values[top * grid.columns + c];
      row[c] = up + (grid.values[(top + 1) * grid.columns + c] - up) * share;
    }
    for (let x = 0; x < width; x++) {
      const left = row[lefts[x]];
      out[y * width + x] = left + (row[lefts[x] + 1] - left) * shares[x];
    }
  }
  return out;
}
