import type { Extent } from "./extent.ts";

/** The paper's colour at each place, which changes evenly with light and shadow. */
export interface Paper {
  /** Standard deviation of the paper's own grain, of 255. */
  readonly noise: number;
  readonly surface: Surface;
}

/** For red, green and blue, 0…255, at `x` and `y` from the middle: `a + b x + c y + d (x² + y²)`. */
export interface Surface {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: readonly number[];
  readonly d: readonly number[];
}

const BLOCK = 14;
/** Of a plane, and then of a dome. */
const ROUNDS = 4;
const DOME_ROUNDS = 3;
/** A dome must bring what lies around the box to this share of its distance. */
const DOME_GAIN = 0.8;
const DOME_PULL = 0.005;
/** What lies around the box counts fully, what lies inside it so much. */
const INSIDE = 0.25;

/**
 * Fits a plane, and then a shallow dome, to the colours of the paper around and behind the ink: light falls off to the sides, and a lens
 * darkens its corners. Least squares, reweighted so that what differs counts less each time (Beaton and Tukey 1974,
 * https://doi.org/10.1080/00401706.1974.10489171).
 *
 * @param colours `[3, size, size]`, 0…255
 * @param halves half the box's sides, around the middle
 * @param visible the part that lies within the picture
 */
export function fitPaper(
  colours: Float32Array,
  size: number,
  halves: { readonly x: number; readonly y: number },
  visible: Extent,
): Paper {
  const cells = toCells(colours, size, halves, visible);
  const start = weightedMedians(cells);
  let plane: Surface = { a: start, b: [0, 0, 0], c: [0, 0, 0], d: [0, 0, 0] };
  let spread = spreadOf(cells, plane);
  for (let round = 0; round < ROUNDS; round++) {
    plane = fitPlane(cells, plane, Math.max(4, 3 * spread));
    spread = spreadOf(cells, plane);
  }
  return { noise: noiseOf(colours, size, visible), surface: fitDome(cells, plane, spread) };
}

interface Cell {
  /** From the middle. */
  readonly x: number;
  readonly y: number;
  readonly colour: readonly number[];
  readonly weight: number;
}

/** Means of blocks, which are quicker to fit than all pixels; what is outside the picture or far from the box is left out. */
function toCells(
  colours: Float32Array,
  size: number,
  halves: { readonly x: number; readonly y: number },
  visible: Extent,
): Cell[] {
  const n = size * size;
  const step = Math.max(1, Math.round(size / (2 * BLOCK)));
  const middle = size / 2;
  const near = 0.45 * Math.max(halves.x, halves.y);
  const cells: Cell[] = [];
  for (let top = visible.top; top + step <= visible.bottom; top += step) {
    for (let left = visible.left; left + step <= visible.right; left += step) {
      const [x, y] = [left + step / 2 - middle, top + step / 2 - middle];
      const outside = Math.max(Math.abs(x) - halves.x, Math.abs(y) - halves.y);
      if (outside > near) continue;
      const colour = [0, 0, 0];
      for (let dy = 0; dy < step; dy++)
        for (let dx = 0; dx < step; dx++) {
          const i = (top + dy) * size + left + dx;
          colour[0] += colours[i];
          colour[1] += colours[n + i];
          colour[2] += colours[2 * n + i];
        }
      const share = 1 / (step * step);
      cells.push({ x, y, colour: colour.map((value) => value * share), weight: outside > 0.5 ? 1 : INSIDE });
    }
  }
  if (cells.length === 0) cells.push({ x: 0, y: 0, colour: [255, 255, 255], weight: 1 });
  // A crop that the ink fills shows its paper in the corners.
  const around = cells.reduce((sum, { weight }) => sum + (weight === 1 ? 1 : 0), 0);
  if (around >= 0.12 * cells.length) return cells;
  const corner = ({ x, y }: Cell) => Math.abs(x) > 0.62 * halves.x && Math.abs(y) > 0.62 * halves.y;
  return cells.map((cell) => ({ ...cell, weight: corner(cell) ? 1 : 0.1 }));
}

function weightedMedians(cells: readonly Cell[]): number[] {
  const total = cells.reduce((sum, { weight }) => sum + weight, 0);
  return [0, 1, 2].map((k) => {
    const sorted = cells.toSorted((p, q) => p.colour[k] - q.colour[k]);
    let sum = 0;
    for (const { colour, weight } of sorted) {
      sum += weight;
      if (2 * sum >= total) return colour[k];
    }
    return 255;
  });
}

function residual({ x, y, colour }: Cell, { a, b, c, d }: Surface): number {
  const q = x * x + y * y;
  let square = 0;
  for (let k = 0; k < 3; k++) square += (colour[k] - a[k] - b[k] * x - c[k] * y - d[k] * q) ** 2;
  return Math.sqrt(square);
}

/** Middle distance of what lies around the box. */
function spreadOf(cells: readonly Cell[], plane: Surface): number {
  const distances = cells.filter(({ weight }) => weight === 1).map((cell) => residual(cell, plane));
  distances.sort((p, q) => p - q);
  return distances[distances.length >> 1] ?? 0;
}

/** One round: Tukey's biweight of the last plane's residuals, then least squares. */
function fitPlane(cells: readonly Cell[], last: Surface, reach: number): Surface {
  let [s, sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0, 0];
  const sums = [0, 1, 2].map(() => ({ v: 0, xv: 0, yv: 0 }));
  for (const cell of cells) {
    const ratio = residual(cell, last) / reach;
    if (ratio >= 1) continue;
    const weight = cell.weight * (1 - ratio * ratio) ** 2;
    const { x, y, colour } = cell;
    s += weight;
    sx += weight * x;
    sy += weight * y;
    sxx += weight * x * x;
    sxy += weight * x * y;
    syy += weight * y * y;
    for (let k = 0; k < 3; k++) {
      sums[k].v += weight * colour[k];
      sums[k].xv += weight * x * colour[k];
      sums[k].yv += weight * y * colour[k];
    }
  }
  if (s < 6) return last;
  // Slopes are pulled a little towards zero, so that few cells on one side don't tilt the plane.
  const pull = 0.02 * s * (1 + (sxx + syy) / s);
  const [cxx, cxy, cyy] = [sxx - (sx * sx) / s + pull, sxy - (sx * sy) / s, syy - (sy * sy) / s + pull];
  const det = cxx * cyy - cxy * cxy;
  if (!(det > 1e-6)) return last;
  const [a, b, c]: [number[], number[], number[]] = [[], [], []];
  for (const { v, xv, yv } of sums) {
    const [dx, dy] = [xv - (sx * v) / s, yv - (sy * v) / s];
    const slopeX = (cyy * dx - cxy * dy) / det;
    const slopeY = (cxx * dy - cxy * dx) / det;
    b.push(slopeX);
    c.push(slopeY);
    a.push((v - slopeX * sx - slopeY * sy) / s);
  }
  return { a, b, c, d: [0, 0, 0] };
}

/** The same with a fourth term, pulled towards none; the plane where it brings what lies around the box no nearer. */
function fitDome(cells: readonly Cell[], plane: Surface, spread: number): Surface {
  let dome = plane;
  let spreadNow = spread;
  for (let round = 0; round < DOME_ROUNDS; round++) {
    dome = fitDomeOnce(cells, dome, Math.max(4, 3 * spreadNow)) ?? dome;
    spreadNow = spreadOf(cells, dome);
  }
  return spreadNow < DOME_GAIN * spread ? dome : plane;
}

function fitDomeOnce(cells: readonly Cell[], last: Surface, reach: number): Surface | undefined {
  const matrix = [0, 1, 2, 3].map(() => new Float64Array(7)); // the normal equations, and the right sides of three colours
  let total = 0;
  for (const cell of cells) {
    const ratio = residual(cell, last) / reach;
    if (ratio >= 1) continue;
    const weight = cell.weight * (1 - ratio * ratio) ** 2;
    const terms = [1, cell.x, cell.y, cell.x ** 2 + cell.y ** 2];
    total += weight;
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) matrix[i][j] += weight * terms[i] * terms[j];
      for (let k = 0; k < 3; k++) matrix[i][4 + k] += weight * terms[i] * cell.colour[k];
    }
  }
  if (total < 6) return undefined;
  for (let i = 1; i < 4; i++) matrix[i][i] *= 1 + DOME_PULL;
  for (let i = 0; i < 4; i++) {
    if (!(matrix[i][i] > 1e-6)) return undefined;
    for (let row = 0; row < 4; row++) {
      if (row === i) continue;
      const factor = matrix[row][i] / matrix[i][i];
      for (let j = i; j < 7; j++) matrix[row][j] -= factor * matrix[i][j];
    }
  }
  const [a, b, c, d] = matrix.map((row, i) => [4, 5, 6].map((j) => row[j] / row[i]));
  return { a, b, c, d };
}

/** The middle of the differences between neighbours, of the green plane: strokes are few, so that it is the paper's grain. */
function noiseOf(colours: Float32Array, size: number, { left, top, right, bottom }: Extent): number {
  const counts = new Uint16Array(64);
  let n = 0;
  const green = size * size;
  for (let y = top; y < bottom; y += 2) {
    for (let x = left; x < right - 2; x += 2) {
      const i = green + y * size + x;
      const difference = Math.abs(2 * colours[i + 1] - colours[i] - colours[i + 2]);
      counts[Math.min(63, Math.floor(2 * difference))]++;
      n++;
    }
  }
  let [bin, sum] = [0, counts[0]];
  while (2 * sum < n && bin < 63) sum += counts[++bin];
  // The second difference of white noise has a standard deviation of √6, and its middle lies at 0.67 of it.
  return bin / 2 / (0.6745 * Math.sqrt(6));
}
