/** Cells in a row at most, squared: see `frame/ink-square.ts`. */
const MAX_CELLS: i32 = 1764;
const BYTES: i32 = 8 * 1764;
// Two cells are fitted at a time: of an odd number the one after the last weighs nothing.

/** The cells that are fitted: means of blocks, which are quicker to fit than all pixels. From the middle. */
const xs: usize = memory.data(BYTES);
const ys: usize = memory.data(BYTES);
const colours: usize = memory.data(3 * BYTES);
const weights: usize = memory.data(BYTES + 16);
/** Squared distances from the surface that was measured last. */
const residuals: usize = memory.data(BYTES);
/** How much each cell counts in a round. */
const shares: usize = memory.data(BYTES);
const scratch: usize = memory.data(BYTES);
const scratchWeights: usize = memory.data(BYTES);
const counts: usize = memory.data(256);
/** For red, green and blue: a, b, c and d of `a + b x + c y + d (x² + y²)`, of three surfaces. */
const PLANE: usize = 96;
export const surface: usize = memory.data(96);
const last: usize = memory.data(96);
const dome: usize = memory.data(96);
/** The normal equations, and the right sides of three colours. */
const matrix: usize = memory.data(4 * 7 * 8);

let count: i32 = 0;
/** Whether all three colours are the same everywhere. One is fitted then. */
let isGrey = false;

/** Of all shares, each times a product of x, y and q = x² + y²; and of one colour. */
let sumS: f64 = 0;
let sumX: f64 = 0;
let sumY: f64 = 0;
let sumQ: f64 = 0;
let sumXX: f64 = 0;
let sumXY: f64 = 0;
let sumXQ: f64 = 0;
let sumYY: f64 = 0;
let sumYQ: f64 = 0;
let sumQQ: f64 = 0;
let sumV: f64 = 0;
let sumXV: f64 = 0;
let sumYV: f64 = 0;
let sumQV: f64 = 0;

const BLOCK: i32 = 14;
/** Of a plane, and then of a dome. */
const ROUNDS: i32 = 4;
const DOME_ROUNDS: i32 = 3;
/** A dome must bring what lies around the box to this share of its distance. */
const DOME_GAIN: f64 = 0.8;
const DOME_PULL: f64 = 0.005;
/** What lies around the box counts fully, what lies inside it so much. */
const INSIDE: f64 = 0.25;
/** Where the box leaves less around it, its corners count fully, and the rest so much. */
const MIN_AROUND: f64 = 0.12;
const NOT_CORNER: f64 = 0.1;
/** A round that moves a plane by no more than this, of 255, is the last one: each moves it by a fraction of what the one before did. */
const SETTLED: f64 = 0.02;
/** A dome that doesn't bring what lies around the box to this share of its distance in its first round never helps enough. */
const DOME_PROMISE: f64 = 0.95;

// @ts-expect-error: decorator
@inline
function at(values: usize, i: i32): f64 {
  return load<f64>(values + (<usize>i << 3));
}

// @ts-expect-error: decorator
@inline
function put(values: usize, i: i32, value: f64): void {
  store<f64>(values + (<usize>i << 3), value);
}

/**
 * Fits the paper's surface to a square of colours. @returns the standard deviation of the paper's own grain, of 255
 *
 * @param square `[3, size, size]`, floats of 0…255
 */
export function fitPaper(
  square: usize,
  size: i32,
  halfX: f64,
  halfY: f64,
  left: i32,
  top: i32,
  right: i32,
  bottom: i32,
): f64 {
  const noise = noiseOf(square, size, left, top, right, bottom);
  readCells(square, size, halfX, halfY, left, top, right, bottom);
  memory.fill(surface, 0, PLANE);
  const red = weightedMedian(0);
  put(surface, 0, red);
  put(surface, 1, isGrey ? red : weightedMedian(1));
  put(surface, 2, isGrey ? red : weightedMedian(2));
  let spread = measure(surface);
  // Where all paper has one colour, every fit gives that colour.
  if (isExact(max<f64>(4, 3 * spread))) return noise;
  for (let round = 0; round < ROUNDS; round++) {
    memory.copy(last, surface, PLANE);
    fitPlane(max<f64>(4, 3 * spread));
    spread = measure(surface);
    if (isSettled(size)) break;
  }
  fitDome(spread);
  return noise;
}

/** What is outside the picture or far from the box is left out. */
function readCells(
  square: usize,
  size: i32,
  halfX: f64,
  halfY: f64,
  visibleLeft: i32,
  visibleTop: i32,
  visibleRight: i32,
  visibleBottom: i32,
): void {
  const plane = <usize>(size * size) << 2;
  const step = max(1, <i32>Math.floor(<f64>size / (2 * BLOCK) + 0.5));
  const middle = <f64>size / 2;
  const half = <f64>step / 2;
  const near = 0.45 * max<f64>(halfX, halfY);
  const share = 1 / <f64>(step * step);
  let n = 0;
  let around = 0;
  isGrey = true;
  for (let top = visibleTop; top + step <= visibleBottom; top += step) {
    const y = <f64>top + half - middle;
    const beyondY = Math.abs(y) - halfY;
    if (beyondY > near) continue;
    for (let left = visibleLeft; left + step <= visibleRight; left += step) {
      const x = <f64>left + half - middle;
      const outside = max<f64>(Math.abs(x) - halfX, beyondY);
      if (outside > near) continue;
      let red: f64 = 0;
      let green: f64 = 0;
      let blue: f64 = 0;
      for (let dy = 0; dy < step; dy++) {
        let from = square + (<usize>((top + dy) * size + left) << 2);
        for (const end = from + (<usize>step << 2); from < end; from += 4) {
          red += <f64>load<f32>(from);
          green += <f64>load<f32>(from + plane);
          blue += <f64>load<f32>(from + 2 * plane);
        }
      }
      put(xs, n, x);
      put(ys, n, y);
      put(colours, n, red * share);
      put(colours, MAX_CELLS + n, green * share);
      put(colours, 2 * MAX_CELLS + n, blue * share);
      if (red != green || green != blue) isGrey = false;
      const isAround = outside > 0.5;
      put(weights, n++, isAround ? 1 : INSIDE);
      if (isAround) around++;
    }
  }
  if (n == 0) {
    n = 1;
    put(xs, 0, 0);
    put(ys, 0, 0);
    for (let channel = 0; channel < 3; channel++) put(colours, channel * MAX_CELLS, 255);
    put(weights, 0, 1);
    around = 1;
  }
  count = n;
  put(weights, n, 0);
  // A crop that the ink fills shows its paper in the corners.
  if (<f64>around >= MIN_AROUND * <f64>n) return;
  for (let i = 0; i < n; i++) {
    const isCorner = Math.abs(at(xs, i)) > 0.62 * halfX && Math.abs(at(ys, i)) > 0.62 * halfY;
    put(weights, i, isCorner ? 1 : NOT_CORNER);
  }
}

/** The middle of a colour, where each cell counts as much as it weighs. */
function weightedMedian(channel: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    put(scratch, i, at(colours, channel * MAX_CELLS + i));
    put(scratchWeights, i, at(weights, i));
    total += at(weights, i);
  }
  return selectByWeight(total / 2);
}

/** The least of the scratch values at which all values up to it weigh so much together, without sorting them. */
function selectByWeight(target: f64): f64 {
  let left = 0;
  let right = count - 1;
  let before: f64 = 0;
  while (left < right) {
    const pivot = at(scratch, (left + right) >> 1);
    // Less than the pivot up to `low`, as much as it up to `i`, more from `high` on (Dijkstra 1976, the Dutch national flag).
    let low = left;
    let high = right;
    let less: f64 = 0;
    let same: f64 = 0;
    for (let i = left; i <= high; ) {
      const value = at(scratch, i);
      const weight = at(scratchWeights, i);
      if (value > pivot) {
        put(scratch, i, at(scratch, high));
        put(scratchWeights, i, at(scratchWeights, high));
        put(scratch, high, value);
        put(scratchWeights, high--, weight);
        continue;
      }
      if (value < pivot) {
        less += weight;
        put(scratch, i, at(scratch, low));
        put(scratchWeights, i, at(scratchWeights, low));
        put(scratch, low, value);
        put(scratchWeights, low++, weight);
      } else same += weight;
      i++;
    }
    if (before + less >= target) right = low - 1;
    else if (before + less + same >= target || high == right) return pivot;
    else {
      before += less + same;
      left = high + 1;
    }
  }
  return at(scratch, left);
}

/** The value that stands at a place when the first scratch values are sorted, without sorting all of them (Hoare 1961). */
function selectSmallest(n: i32, place: i32): f64 {
  let left = 0;
  let right = n - 1;
  while (left < right) {
    const a = at(scratch, left);
    const b = at(scratch, (left + right) >> 1);
    const c = at(scratch, right);
    const pivot = max<f64>(min<f64>(a, b), min<f64>(max<f64>(a, b), c));
    let i = left;
    let j = right;
    while (i <= j) {
      while (at(scratch, i) < pivot) i++;
      while (at(scratch, j) > pivot) j--;
      if (i > j) break;
      const value = at(scratch, i);
      put(scratch, i++, at(scratch, j));
      put(scratch, j--, value);
    }
    if (place <= j) right = j;
    else if (place >= i) left = i;
    else break;
  }
  return at(scratch, place);
}

/** Notes each cell's squared distance from a surface. @returns the middle distance of what lies around the box */
function measure(on: usize): f64 {
  const a0 = f64x2.splat(at(on, 0));
  const b0 = f64x2.splat(at(on, 3));
  const c0 = f64x2.splat(at(on, 6));
  const d0 = f64x2.splat(at(on, 9));
  const a1 = f64x2.splat(at(on, 1));
  const b1 = f64x2.splat(at(on, 4));
  const c1 = f64x2.splat(at(on, 7));
  const d1 = f64x2.splat(at(on, 10));
  const a2 = f64x2.splat(at(on, 2));
  const b2 = f64x2.splat(at(on, 5));
  const c2 = f64x2.splat(at(on, 8));
  const d2 = f64x2.splat(at(on, 11));
  const end = <usize>count << 3;
  for (let i: usize = 0; i < end; i += 16) {
    const x = v128.load(xs + i);
    const y = v128.load(ys + i);
    const q = f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y));
    const red = distance(v128.load(colours + i), a0, b0, c0, d0, x, y, q);
    let square = f64x2.mul(red, red);
    if (isGrey) square = f64x2.add(f64x2.add(square, square), square);
    else {
      const green = distance(v128.load(colours + i, BYTES), a1, b1, c1, d1, x, y, q);
      const blue = distance(v128.load(colours + i, 2 * BYTES), a2, b2, c2, d2, x, y, q);
      square = f64x2.add(f64x2.add(square, f64x2.mul(green, green)), f64x2.mul(blue, blue));
    }
    v128.store(residuals + i, square);
  }
  let around = 0;
  for (let i = 0; i < count; i++) if (at(weights, i) == 1) put(scratch, around++, at(residuals, i));
  return around == 0 ? 0 : Math.sqrt(selectSmallest(around, around >> 1));
}

// @ts-expect-error: decorator
@inline
function distance(value: v128, a: v128, b: v128, c: v128, d: v128, x: v128, y: v128, q: v128): v128 {
  return f64x2.sub(f64x2.sub(f64x2.sub(f64x2.sub(value, a), f64x2.mul(b, x)), f64x2.mul(c, y)), f64x2.mul(d, q));
}

/** Whether the plane and the one before are the same everywhere in the square, as far as it matters. */
function isSettled(size: i32): bool {
  for (let k = 0; k < 3; k++) {
    const slopes = Math.abs(at(surface, 3 + k) - at(last, 3 + k)) + Math.abs(at(surface, 6 + k) - at(last, 6 + k));
    if (Math.abs(at(surface, k) - at(last, k)) + slopes * (<f64>size / 2) > SETTLED) return false;
  }
  return true;
}

/** Whether all cells within reach lie on the surface that was measured. */
function isExact(reach: f64): bool {
  for (let i = 0; i < count; i++) {
    const residual = at(residuals, i);
    if (residual != 0 && residual < reach * reach) return false;
  }
  return true;
}

// @ts-expect-error: decorator
@inline
function sumOf(both: v128): f64 {
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/** Tukey's biweight of the residuals that were measured last. */
function weigh(reach: f64): void {
  const none = f64x2.splat(0);
  const one = f64x2.splat(1);
  const closer = f64x2.splat(1 / (reach * reach));
  let s = none;
  let x1 = none;
  let y1 = none;
  let q1 = none;
  let xx = none;
  let xy = none;
  let xq = none;
  let yy = none;
  let yq = none;
  let qq = none;
  const end = <usize>count << 3;
  for (let i: usize = 0; i < end; i += 16) {
    const closeness = f64x2.pmax(none, f64x2.sub(one, f64x2.mul(v128.load(residuals + i), closer)));
    const weight = f64x2.mul(v128.load(weights + i), f64x2.mul(closeness, closeness));
    v128.store(shares + i, weight);
    const x = v128.load(xs + i);
    const y = v128.load(ys + i);
    const q = f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y));
    const weightX = f64x2.mul(weight, x);
    const weightY = f64x2.mul(weight, y);
    const weightQ = f64x2.mul(weight, q);
    s = f64x2.add(s, weight);
    x1 = f64x2.add(x1, weightX);
    y1 = f64x2.add(y1, weightY);
    q1 = f64x2.add(q1, weightQ);
    xx = f64x2.add(xx, f64x2.mul(weightX, x));
    xy = f64x2.add(xy, f64x2.mul(weightX, y));
    xq = f64x2.add(xq, f64x2.mul(weightX, q));
    yy = f64x2.add(yy, f64x2.mul(weightY, y));
    yq = f64x2.add(yq, f64x2.mul(weightY, q));
    qq = f64x2.add(qq, f64x2.mul(weightQ, q));
  }
  sumS = sumOf(s);
  sumX = sumOf(x1);
  sumY = sumOf(y1);
  sumQ = sumOf(q1);
  sumXX = sumOf(xx);
  sumXY = sumOf(xy);
  sumXQ = sumOf(xq);
  sumYY = sumOf(yy);
  sumYQ = sumOf(yq);
  sumQQ = sumOf(qq);
}

function weighColour(channel: i32): void {
  let v = f64x2.splat(0);
  let xv = v;
  let yv = v;
  let qv = v;
  const values = colours + channel * BYTES;
  const end = <usize>count << 3;
  for (let i: usize = 0; i < end; i += 16) {
    const x = v128.load(xs + i);
    const y = v128.load(ys + i);
    const value = f64x2.mul(v128.load(shares + i), v128.load(values + i));
    const valueX = f64x2.mul(value, x);
    const valueY = f64x2.mul(value, y);
    v = f64x2.add(v, value);
    xv = f64x2.add(xv, valueX);
    yv = f64x2.add(yv, valueY);
    qv = f64x2.add(qv, f64x2.add(f64x2.mul(valueX, x), f64x2.mul(valueY, y)));
  }
  sumV = sumOf(v);
  sumXV = sumOf(xv);
  sumYV = sumOf(yv);
  sumQV = sumOf(qv);
}

/** One round: weights, then least squares. */
function fitPlane(reach: f64): void {
  weigh(reach);
  const s = sumS;
  const x = sumX;
  const y = sumY;
  if (s < 6) return;
  // Slopes are pulled a little towards zero, so that few cells on one side don't tilt the plane.
  const pull = 0.02 * s * (1 + (sumXX + sumYY) / s);
  const cxx = sumXX - (x * x) / s + pull;
  const cxy = sumXY - (x * y) / s;
  const cyy = sumYY - (y * y) / s + pull;
  const det = cxx * cyy - cxy * cxy;
  if (!(det > 1e-6)) return;
  for (let channel = 0; channel < 3; channel++) {
    if (channel == 0 || !isGrey) weighColour(channel);
    const dx = sumXV - (x * sumV) / s;
    const dy = sumYV - (y * sumV) / s;
    const slopeX = (cyy * dx - cxy * dy) / det;
    const slopeY = (cxx * dy - cxy * dx) / det;
    put(surface, channel, (sumV - slopeX * x - slopeY * y) / s);
    put(surface, 3 + channel, slopeX);
    put(surface, 6 + channel, slopeY);
  }
}

/** The same with a fourth term, pulled towards none; the plane where it brings what lies around the box no nearer. */
function fitDome(spread: f64): void {
  // Nothing lies nearer than on the surface.
  if (spread == 0) return;
  let spreadNow = spread;
  memory.copy(dome, surface, PLANE);
  for (let round = 0; round < DOME_ROUNDS; round++) {
    fitDomeOnce(max<f64>(4, 3 * spreadNow));
    spreadNow = measure(dome);
    if (spreadNow > DOME_PROMISE * spread) return;
  }
  if (spreadNow < DOME_GAIN * spread) memory.copy(surface, dome, PLANE);
}

function setRow(i: i32, first: f64, second: f64, third: f64, fourth: f64): void {
  const row = matrix + <usize>i * 56;
  put(row, 0, first);
  put(row, 1, second);
  put(row, 2, third);
  put(row, 3, fourth);
}

function fitDomeOnce(reach: f64): void {
  weigh(reach);
  if (sumS < 6) return;
  setRow(0, sumS, sumX, sumY, sumQ);
  setRow(1, sumX, sumXX, sumXY, sumXQ);
  setRow(2, sumY, sumXY, sumYY, sumYQ);
  setRow(3, sumQ, sumXQ, sumYQ, sumQQ);
  for (let channel = 0; channel < 3; channel++) {
    if (channel == 0 || !isGrey) weighColour(channel);
    put(matrix, 4 + channel, sumV);
    put(matrix, 11 + channel, sumXV);
    put(matrix, 18 + channel, sumYV);
    put(matrix, 25 + channel, sumQV);
  }
  for (let i = 1; i < 4; i++) put(matrix, 8 * i, at(matrix, 8 * i) * (1 + DOME_PULL));
  for (let i = 0; i < 4; i++) {
    const pivot = at(matrix, 8 * i);
    if (!(pivot > 1e-6)) return;
    for (let row = 0; row < 4; row++) {
      if (row == i) continue;
      const factor = at(matrix, 7 * row + i) / pivot;
      for (let j = i; j < 7; j++) put(matrix, 7 * row + j, at(matrix, 7 * row + j) - factor * at(matrix, 7 * i + j));
    }
  }
  for (let i = 0; i < 4; i++)
    for (let channel = 0; channel < 3; channel++) put(dome, 3 * i + channel, at(matrix, 7 * i + 4 + channel) / at(matrix, 8 * i));
}

/** The middle of the differences between neighbours, of the green plane: strokes are few, so that it is the paper's grain. */
function noiseOf(square: usize, size: i32, left: i32, top: i32, right: i32, bottom: i32): f64 {
  memory.fill(counts, 0, 256);
  let n = 0;
  const green = square + (<usize>(size * size) << 2);
  for (let y = top; y < bottom; y += 2) {
    for (let x = left; x < right - 2; x += 2) {
      const i = green + (<usize>(y * size + x) << 2);
      const difference = Math.abs(2 * <f64>load<f32>(i + 4) - <f64>load<f32>(i) - <f64>load<f32>(i + 8));
      const bin = counts + (<usize>min(63, <i32>(2 * difference)) << 2);
      store<i32>(bin, load<i32>(bin) + 1);
      n++;
    }
  }
  let bin = 0;
  let sum = load<i32>(counts);
  while (2 * sum < n && bin < 63) sum += load<i32>(counts + (<usize>++bin << 2));
  // The second difference of white noise has a standard deviation of √6, and its middle lies at 0.67 of it.
  return <f64>bin / 2 / (0.6745 * Math.sqrt(6));
}
