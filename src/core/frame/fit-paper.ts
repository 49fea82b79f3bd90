import { selectByWeight } from "../image/select-by-weight.ts";
import { selectSmallest } from "../image/select-smallest.ts";
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
/** Cells in a row at most: a square's side is some multiple of `BLOCK`, and the step is rounded. */
const MAX_CELLS = (3 * BLOCK) ** 2;
/** Of a plane, and then of a dome. */
const ROUNDS = 4;
const DOME_ROUNDS = 3;
/** A dome must bring what lies around the box to this share of its distance. */
const DOME_GAIN = 0.8;
const DOME_PULL = 0.005;
/** What lies around the box counts fully, what lies inside it so much. */
const INSIDE = 0.25;
/** Where the box leaves less around it, its corners count fully, and the rest so much. */
const MIN_AROUND = 0.12;
const NOT_CORNER = 0.1;
const LEVEL = [0, 0, 0] as const;
/** A round that moves a plane by no more than this, of 255, is the last one: each moves it by a fraction of what the one before did. */
const SETTLED = 1e-4;

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
  const noise = noiseOf(colours, size, visible);
  readCells(colours, size, halves, visible);
  const start: Surface = { a: forEachColour(weightedMedian), b: LEVEL, c: LEVEL, d: LEVEL };
  let spread = measure(start);
  // Where all paper has one colour, every fit gives that colour.
  if (isExact(Math.max(4, 3 * spread))) return { noise, surface: start };
  let plane = start;
  for (let round = 0; round < ROUNDS; round++) {
    const last = plane;
    plane = fitPlane(last, Math.max(4, 3 * spread));
    spread = measure(plane);
    if (isSettled(last, plane, size)) break;
  }
  return { noise, surface: fitDome(plane, spread) };
}

/**
 * The cells that are fitted: means of blocks, which are quicker to fit than all pixels. They are kept here between calls, for every digit
 * is framed with them, and new ones for each would keep the garbage collector busy.
 */
const cells = {
  count: 0,
  /** From the middle. */
  x: new Float64Array(MAX_CELLS),
  y: new Float64Array(MAX_CELLS),
  colours: [0, 1, 2].map(() => new Float64Array(MAX_CELLS)),
  weight: new Float64Array(MAX_CELLS),
  /** Whether all three colours are the same everywhere. One is fitted then. */
  isGrey: false,
  /** Distances from the surface that was measured last. */
  residual: new Float64Array(MAX_CELLS),
};
const scratch = new Float64Array(MAX_CELLS);
const scratchWeights = new Float64Array(MAX_CELLS);

/** What is outside the picture or far from the box is left out. */
function readCells(
  colours: Float32Array,
  size: number,
  halves: { readonly x: number; readonly y: number },
  visible: Extent,
): void {
  const n = size * size;
  const step = Math.max(1, Math.round(size / (2 * BLOCK)));
  const middle = size / 2;
  const near = 0.45 * Math.max(halves.x, halves.y);
  const share = 1 / (step * step);
  const { x: xs, y: ys, weight } = cells;
  const [reds, greens, blues] = cells.colours;
  let count = 0;
  let around = 0;
  let isGrey = true;
  for (let top = visible.top; top + step <= visible.bottom; top += step) {
    const y = top + step / 2 - middle;
    const beyondY = Math.abs(y) - halves.y;
    if (beyondY > near) continue;
    for (let left = visible.left; left + step <= visible.right; left += step) {
      const x = left + step / 2 - middle;
      const outside = Math.max(Math.abs(x) - halves.x, beyondY);
      if (outside > near) continue;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let dy = 0; dy < step; dy++) {
        const from = (top + dy) * size + left;
        for (let i = from; i < from + step; i++) {
          red += colours[i];
          green += colours[n + i];
          blue += colours[2 * n + i];
        }
      }
      xs[count] = x;
      ys[count] = y;
      reds[count] = red * share;
      greens[count] = green * share;
      blues[count] = blue * share;
      isGrey &&= red === green && green === blue;
      const isAround = outside > 0.5;
      weight[count++] = isAround ? 1 : INSIDE;
      if (isAround) around++;
    }
  }
  if (count === 0) {
    count = 1;
    xs[0] = ys[0] = 0;
    reds[0] = greens[0] = blues[0] = 255;
    weight[0] = 1;
    around = 1;
  }
  cells.count = count;
  cells.isGrey = isGrey;
  // A crop that the ink fills shows its paper in the corners.
  if (around >= MIN_AROUND * count) return;
  for (let i = 0; i < count; i++) {
    const isCorner = Math.abs(xs[i]) > 0.62 * halves.x && Math.abs(ys[i]) > 0.62 * halves.y;
    weight[i] = isCorner ? 1 : NOT_CORNER;
  }
}

/** The middle of a colour, where each cell counts as much as it weighs. */
function weightedMedian(channel: number): number {
  const { count, weight } = cells;
  const colour = cells.colours[channel];
  let total = 0;
  for (let i = 0; i < count; i++) {
    scratch[i] = colour[i];
    scratchWeights[i] = weight[i];
    total += weight[i];
  }
  return selectByWeight(scratch, scratchWeights, count, total / 2);
}

/** What comes of each colour: of grey ones the same. */
function forEachColour<Result>(compute: (channel: number) => Result): [Result, Result, Result] {
  const red = compute(0);
  return cells.isGrey ? [red, red, red] : [red, compute(1), compute(2)];
}

/** Notes each cell's distance from a surface. @returns the middle one of what lies around the box */
function measure(surface: Surface): number {
  const { count, weight, residual, isGrey } = cells;
  if (isGrey) measureGrey(surface);
  else measureColours(surface);
  let around = 0;
  for (let i = 0; i < count; i++) if (weight[i] === 1) scratch[around++] = residual[i];
  return around === 0 ? 0 : selectSmallest(scratch, around, around >> 1);
}

function measureColours({ a, b, c, d }: Surface): void {
  const { count, x: xs, y: ys, residual } = cells;
  const [reds, greens, blues] = cells.colours;
  const [a0, a1, a2] = a;
  const [b0, b1, b2] = b;
  const [c0, c1, c2] = c;
  const [d0, d1, d2] = d;
  for (let i = 0; i < count; i++) {
    const x = xs[i];
    const y = ys[i];
    const q = x * x + y * y;
    const red = reds[i] - a0 - b0 * x - c0 * y - d0 * q;
    const green = greens[i] - a1 - b1 * x - c1 * y - d1 * q;
    const blue = blues[i] - a2 - b2 * x - c2 * y - d2 * q;
    residual[i] = Math.sqrt(red * red + green * green + blue * blue);
  }
}

function measureGrey({ a, b, c, d }: Surface): void {
  const { count, x: xs, y: ys, residual } = cells;
  const [greys] = cells.colours;
  const [a0] = a;
  const [b0] = b;
  const [c0] = c;
  const [d0] = d;
  for (let i = 0; i < count; i++) {
    const x = xs[i];
    const y = ys[i];
    const grey = greys[i] - a0 - b0 * x - c0 * y - d0 * (x * x + y * y);
    const square = grey * grey;
    residual[i] = Math.sqrt(square + square + square);
  }
}

/** Whether two planes are the same everywhere in the square, as far as it matters. */
function isSettled(last: Surface, plane: Surface, size: number): boolean {
  for (let k = 0; k < 3; k++) {
    const slopes = Math.abs(plane.b[k] - last.b[k]) + Math.abs(plane.c[k] - last.c[k]);
    if (Math.abs(plane.a[k] - last.a[k]) + slopes * (size / 2) > SETTLED) return false;
  }
  return true;
}

/** Whether all cells within reach lie on the surface that was measured. */
function isExact(reach: number): boolean {
  const { count, residual } = cells;
  for (let i = 0; i < count; i++) if (residual[i] !== 0 && residual[i] < reach) return false;
  return true;
}

/** How much each cell counts in a round. */
const shares = new Float64Array(MAX_CELLS);
/** Of all shares, each times a product of x, y and q = x² + y²; and of one colour. */
const sums = { s: 0, x: 0, y: 0, q: 0, xx: 0, xy: 0, xq: 0, yy: 0, yq: 0, qq: 0 };
const colourSums = { v: 0, xv: 0, yv: 0, qv: 0 };

/** Tukey's biweight of the residuals that were measured last. */
function weigh(reach: number): void {
  let s = 0;
  let sx = 0;
  let sy = 0;
  let sq = 0;
  let sxx = 0;
  let sxy = 0;
  let sxq = 0;
  let syy = 0;
  let syq = 0;
  let sqq = 0;
  const { count, x: xs, y: ys, weight: weights, residual } = cells;
  for (let i = 0; i < count; i++) {
    const ratio = residual[i] / reach;
    if (ratio >= 1) {
      shares[i] = 0;
      continue;
    }
    const closeness = 1 - ratio * ratio;
    const weight = weights[i] * (closeness * closeness);
    shares[i] = weight;
    const x = xs[i];
    const y = ys[i];
    const q = x * x + y * y;
    const weightX = weight * x;
    const weightY = weight * y;
    const weightQ = weight * q;
    s += weight;
    sx += weightX;
    sy += weightY;
    sq += weightQ;
    sxx += weightX * x;
    sxy += weightX * y;
    sxq += weightX * q;
    syy += weightY * y;
    syq += weightY * q;
    sqq += weightQ * q;
  }
  sums.s = s;
  sums.x = sx;
  sums.y = sy;
  sums.q = sq;
  sums.xx = sxx;
  sums.xy = sxy;
  sums.xq = sxq;
  sums.yy = syy;
  sums.yq = syq;
  sums.qq = sqq;
}

function weighColour(channel: number): void {
  const { count, x: xs, y: ys, colours } = cells;
  const values = colours[channel];
  let v = 0;
  let xv = 0;
  let yv = 0;
  let qv = 0;
  for (let i = 0; i < count; i++) {
    const share = shares[i];
    if (share === 0) continue;
    const x = xs[i];
    const y = ys[i];
    const value = values[i];
    v += share * value;
    xv += share * x * value;
    yv += share * y * value;
    qv += share * (x * x + y * y) * value;
  }
  colourSums.v = v;
  colourSums.xv = xv;
  colourSums.yv = yv;
  colourSums.qv = qv;
}

/** One round: weights, then least squares. */
function fitPlane(last: Surface, reach: number): Surface {
  weigh(reach);
  const { s, x: sx, y: sy, xx, xy, yy } = sums;
  if (s < 6) return last;
  // Slopes are pulled a little towards zero, so that few cells on one side don't tilt the plane.
  const pull = 0.02 * s * (1 + (xx + yy) / s);
  const cxx = xx - (sx * sx) / s + pull;
  const cxy = xy - (sx * sy) / s;
  const cyy = yy - (sy * sy) / s + pull;
  const det = cxx * cyy - cxy * cxy;
  if (!(det > 1e-6)) return last;
  const planes = forEachColour((channel) => {
    weighColour(channel);
    const { v, xv, yv } = colourSums;
    const dx = xv - (sx * v) / s;
    const dy = yv - (sy * v) / s;
    const slopeX = (cyy * dx - cxy * dy) / det;
    const slopeY = (cxx * dy - cxy * dx) / det;
    return [(v - slopeX * sx - slopeY * sy) / s, slopeX, slopeY];
  });
  const [a, b, c] = [0, 1, 2].map((i) => planes.map((plane) => plane[i]));
  return { a, b, c, d: LEVEL };
}

/** The same with a fourth term, pulled towards none; the plane where it brings what lies around the box no nearer. */
function fitDome(plane: Surface, spread: number): Surface {
  let dome = plane;
  let spreadNow = spread;
  for (let round = 0; round < DOME_ROUNDS; round++) {
    dome = fitDomeOnce(Math.max(4, 3 * spreadNow)) ?? dome;
    spreadNow = measure(dome);
  }
  return spreadNow < DOME_GAIN * spread ? dome : plane;
}

/** The normal equations, and the right sides of three colours. */
const matrix = [0, 1, 2, 3].map(() => new Float64Array(7));

function fitDomeOnce(reach: number): Surface | undefined {
  weigh(reach);
  const { s, x, y, q, xx, xy, xq, yy, yq, qq } = sums;
  if (s < 6) return undefined;
  const [v, xv, yv, qv] = [0, 1, 2, 3].map(() => [0, 0, 0]);
  for (let channel = 0; channel < 3; channel++) {
    if (channel === 0 || !cells.isGrey) weighColour(channel);
    v[channel] = colourSums.v;
    xv[channel] = colourSums.xv;
    yv[channel] = colourSums.yv;
    qv[channel] = colourSums.qv;
  }
  matrix[0].set([s, x, y, q, ...v]);
  matrix[1].set([x, xx, xy, xq, ...xv]);
  matrix[2].set([y, xy, yy, yq, ...yv]);
  matrix[3].set([q, xq, yq, qq, ...qv]);
  for (let i = 1; i < 4; i++) matrix[i][i] *= 1 + DOME_PULL;
  for (let i = 0; i < 4; i++) {
    if (!(matrix[i][i] > 1e-6)) return undefined;
    for (let row = 0; row < 4; row++) {
      if (row === i) continue;
      const factor = matrix[row][i] / matrix[i][i];
      for (let j = i; j < 7; j++) matrix[row][j] -= factor * matrix[i][j];
    }
  }
  const [a, b, c, d] = matrix.map((row, i) => [row[4] / row[i], row[5] / row[i], row[6] / row[i]]);
  return { a, b, c, d };
}

const counts = new Uint16Array(64);

/** The middle of the differences between neighbours, of the green plane: strokes are few, so that it is the paper's grain. */
function noiseOf(colours: Float32Array, size: number, { left, top, right, bottom }: Extent): number {
  counts.fill(0);
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
  let bin = 0;
  let sum = counts[0];
  while (2 * sum < n && bin < 63) sum += counts[++bin];
  // The second difference of white noise has a standard deviation of √6, and its middle lies at 0.67 of it.
  return bin / 2 / (0.6745 * Math.sqrt(6));
}
