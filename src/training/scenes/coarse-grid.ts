import { bilinear } from "../../core/image/bilinear.ts";
import { enlargeGrid, type GridPlaces } from "../../core/image/enlarge-grid.ts";
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
export function readGrid({ columns, rows, values }: CoarseGrid, u: number, v: number): number {
  const x = smoothPlace(Math.min(Math.max(u, 0), 1), columns);
  const y = smoothPlace(Math.min(Math.max(v, 0), 1), rows);
  return bilinear(values, columns, rows, x, y);
}

/** The grid at every pixel of a picture: `[height, width]`. */
export function spreadGrid({ columns, rows, values }: CoarseGrid, width: number, height: number): Float32Array {
  const across = smoothPlaces(columns, width, new Float32Array(width));
  const down = smoothPlaces(rows, height, new Float64Array(height));
  return enlargeGrid(values, columns, across, down, new Float32Array(width * height));
}

function smoothPlaces(points: number, length: number, shares: GridPlaces["shares"]): GridPlaces {
  const firsts = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const place = smoothPlace((i + 0.5) / length, points);
    firsts[i] = Math.min(place | 0, points - 2);
    shares[i] = place - firsts[i];
  }
  return { firsts, shares };
}

/** A place, 0…1, among `points`: nearer to the closer one than it is. */
function smoothPlace(share: number, points: number): number {
  const at = share * (points - 1);
  const first = Math.min(at | 0, points - 2);
  const f = at - first;
  return first + f * f * (3 - 2 * f);
}
