import { surface } from "./paper";

/** Ink beyond the region's box, as a share of its longer side, fades away: it belongs to a neighbour or to the paper. */
const FADE: f64 = 0.08;
/** Share of the full ink below which there is none, and how much more than the paper's noise it must be. */
const FOOT: f64 = 0.08;
const NOISE_FACTOR: f64 = 2.5;
/** Least distance of ink and paper that is taken for full ink, of 255. */
const MIN_FULL: f64 = 3;

/** Whether the ink of the last `toInk` is darker than the paper, and the distance of both, 0…1. */
export let isDark: i32 = 0;
export let contrast: f64 = 0;

// @ts-expect-error: decorator
@inline
function at(values: usize, i: i32): f64 {
  return load<f64>(values + (<usize>i << 3));
}

// @ts-expect-error: decorator
@inline
function sumOf(four: v128): f64 {
  return (
    <f64>f32x4.extract_lane(four, 0) +
    <f64>f32x4.extract_lane(four, 1) +
    (<f64>f32x4.extract_lane(four, 2) + <f64>f32x4.extract_lane(four, 3))
  );
}

/** Where the first four pixels of a row lie, from its middle. */
// @ts-expect-error: decorator
@inline
function firstFour(middle: f64): v128 {
  return f32x4.sub(f32x4(0.5, 1.5, 2.5, 3.5), f32x4.splat(<f32>middle));
}

/** A colour of the paper. */
// @ts-expect-error: decorator
@inline
function paperAt(base: v128, slope: v128, bowl: v128, u: v128, q: v128): v128 {
  return f32x4.add(base, f32x4.add(f32x4.mul(slope, u), f32x4.mul(bowl, q)));
}

/**
 * How much ink each pixel has, by the colour in which most differs from the paper that was fitted last.
 *
 * @param square `[3, size, size]` colours, written over with their differences from the paper
 * @param size a multiple of 4
 * @param reachPx beyond the box, ink counts fully up to here, and then fades
 * @param ink `[size, size]`, written over
 */
export function toInk(square: usize, size: i32, halfX: f64, halfY: f64, noise: f64, reachPx: f64, ink: usize): void {
  const plane = <usize>(size * size) << 2;
  const middle = <f64>size / 2;
  const a0 = at(surface, 0);
  const a1 = at(surface, 1);
  const a2 = at(surface, 2);
  const slopeR = f32x4.splat(<f32>at(surface, 3));
  const slopeG = f32x4.splat(<f32>at(surface, 4));
  const slopeB = f32x4.splat(<f32>at(surface, 5));
  const c0 = at(surface, 6);
  const c1 = at(surface, 7);
  const c2 = at(surface, 8);
  const bowlR = f32x4.splat(<f32>at(surface, 9));
  const bowlG = f32x4.splat(<f32>at(surface, 10));
  const bowlB = f32x4.splat(<f32>at(surface, 11));
  const four = f32x4.splat(4);
  const insideX = f32x4.splat(<f32>(halfX + 0.5));
  const insideY = halfY + 0.5;
  const none = f32x4.splat(0);
  const least = f32x4.splat(<f32>noise);
  let sumR = none;
  let sumG = none;
  let sumB = none;
  for (let y = 0, i = square; y < size; y++) {
    const v = <f64>y + 0.5 - middle;
    const isInside = Math.abs(v) <= insideY;
    const baseR = f32x4.splat(<f32>(a0 + c0 * v));
    const baseG = f32x4.splat(<f32>(a1 + c1 * v));
    const baseB = f32x4.splat(<f32>(a2 + c2 * v));
    const down = f32x4.splat(<f32>(v * v));
    let u = firstFour(middle);
    for (let x = 0; x < size; x += 4, i += 16) {
      const q = f32x4.add(f32x4.mul(u, u), down);
      const red = f32x4.sub(v128.load(i), paperAt(baseR, slopeR, bowlR, u, q));
      const green = f32x4.sub(v128.load(i + plane), paperAt(baseG, slopeG, bowlG, u, q));
      const blue = f32x4.sub(v128.load(i + 2 * plane), paperAt(baseB, slopeB, bowlB, u, q));
      v128.store(i, red);
      v128.store(i + plane, green);
      v128.store(i + 2 * plane, blue);
      if (isInside) {
        const length = f32x4.sqrt(
          f32x4.add(f32x4.add(f32x4.mul(red, red), f32x4.mul(green, green)), f32x4.mul(blue, blue)),
        );
        const counts = v128.and(f32x4.le(f32x4.abs(u), insideX), f32x4.ge(length, least));
        const weight = v128.and(length, counts);
        sumR = f32x4.add(sumR, f32x4.mul(weight, red));
        sumG = f32x4.add(sumG, f32x4.mul(weight, green));
        sumB = f32x4.add(sumB, f32x4.mul(weight, blue));
      }
      u = f32x4.add(u, four);
    }
  }
  const totalR = sumOf(sumR);
  const totalG = sumOf(sumG);
  const totalB = sumOf(sumB);
  let length = Math.sqrt(totalR * totalR + totalG * totalG + totalB * totalB);
  if (length == 0) length = 1;
  const axisR = totalR / length;
  const axisG = totalG / length;
  const axisB = totalB / length;
  const red = f32x4.splat(<f32>axisR);
  const green = f32x4.splat(<f32>axisG);
  const blue = f32x4.splat(<f32>axisB);
  let squares = none;
  let cubes = none;
  for (let y = 0, i = square, to = ink; y < size; y++) {
    const isInside = Math.abs(<f64>y + 0.5 - middle) <= insideY;
    let u = firstFour(middle);
    for (let x = 0; x < size; x += 4, i += 16, to += 16) {
      const value = f32x4.add(
        f32x4.add(f32x4.mul(v128.load(i), red), f32x4.mul(v128.load(i + plane), green)),
        f32x4.mul(v128.load(i + 2 * plane), blue),
      );
      v128.store(to, value);
      if (isInside) {
        const counts = v128.and(f32x4.le(f32x4.abs(u), insideX), f32x4.gt(value, least));
        const own = v128.and(value, counts);
        const ownSquare = f32x4.mul(own, own);
        squares = f32x4.add(squares, ownSquare);
        cubes = f32x4.add(cubes, f32x4.mul(ownSquare, own));
      }
      u = f32x4.add(u, four);
    }
  }
  const mass = sumOf(squares);
  // The mean of the ink weighted by its own square lies near the strokes' core, and is steadier than a maximum.
  const full = max<f64>(MIN_FULL, mass > 0 ? sumOf(cubes) / mass : 0);
  const foot = min<f64>(0.4 * full, max<f64>(FOOT * full, NOISE_FACTOR * noise));
  const reachX = f32x4.splat(<f32>(halfX + reachPx));
  const reachY = halfY + reachPx;
  const fading = f32x4.splat(<f32>(-1 / (FADE * max<f64>(halfX, halfY) * 2)));
  const feet = f32x4.splat(<f32>foot);
  const gain = f32x4.splat(<f32>(1 / (full - foot)));
  const one = f32x4.splat(1);
  for (let y = 0, to = ink; y < size; y++) {
    const beyondY = f32x4.splat(<f32>(Math.abs(<f64>y + 0.5 - middle) - reachY));
    let u = firstFour(middle);
    for (let x = 0; x < size; x += 4, to += 16) {
      const value = f32x4.min(one, f32x4.max(none, f32x4.mul(f32x4.sub(v128.load(to), feet), gain)));
      const beyond = f32x4.max(beyondY, f32x4.sub(f32x4.abs(u), reachX));
      const kept = f32x4.min(one, f32x4.max(none, f32x4.add(one, f32x4.mul(beyond, fading))));
      v128.store(to, f32x4.mul(value, kept));
      u = f32x4.add(u, four);
    }
  }
  isDark = axisR + axisG + axisB < 0 ? 1 : 0;
  contrast = min<f64>(1, full / (255 * Math.sqrt(3)));
}

/** What `measureEdges` noted last. */
let edgeLengths: f64 = 0;
let edgeSquares: f64 = 0;

/**
 * Notes of the differences between neighbours, along and across: the sum of their lengths, and of the squares of these.
 *
 * @param size a multiple of 4
 */
function measureEdges(ink: usize, size: i32): void {
  const next = <usize>size << 2;
  // The last pixel of a row has no neighbour.
  const hasNeighbour = i32x4(-1, -1, -1, 0);
  const all = i32x4.splat(-1);
  let lengths = f32x4.splat(0);
  let squares = lengths;
  for (let y = 0, i = ink; y < size - 1; y++) {
    for (const end = i + next; i < end; i += 16) {
      const value = v128.load(i);
      const across = f32x4.sub(v128.load(i, 4), value);
      const down = f32x4.sub(v128.load(i + next), value);
      const square = f32x4.add(f32x4.mul(across, across), f32x4.mul(down, down));
      const counted = v128.and(square, i + 16 == end ? hasNeighbour : all);
      squares = f32x4.add(squares, counted);
      lengths = f32x4.add(lengths, f32x4.sqrt(counted));
    }
  }
  edgeLengths = sumOf(lengths);
  edgeSquares = sumOf(squares);
}

/** Steepness of the edges per pixel: the mean of all differences between neighbours, weighted by themselves. */
export function edgeSteepness(ink: usize, size: i32): f64 {
  measureEdges(ink, size);
  return edgeLengths > 0 ? edgeSquares / edgeLengths : 0;
}

/** Stroke widths that the classifier knows, in pixels of 28×28; outside they are widened or thinned. */
const MIN_STROKE: f64 = 2.0;
const MAX_STROKE: f64 = 4.2;

/**
 * Gives the ink its full strength, and the strokes a width that the classifier knows.
 *
 * @param ink `[size, size]`, 0…1; written over
 * @param fineness pixels here per pixel of the classifier
 * @param spare memory for as much
 * @returns `ink` or `spare`: where the result is
 */
export function normalizeStroke(ink: usize, size: i32, fineness: i32, spare: usize): usize {
  strengthen(ink, size * size);
  const width = strokeWidthOf(ink, size);
  if (width <= 0) return ink;
  const tooThin = (MIN_STROKE * <f64>fineness - width) / 2;
  const tooWide = (width - MAX_STROKE * <f64>fineness) / 2;
  if (tooThin <= 0 && tooWide <= 0) return ink;
  measureExtent(ink, size);
  if (tooThin > 0) {
    dilate(ink, size, tooThin, spare);
    return spare;
  }
  invert(ink, size * size);
  dilate(ink, size, tooWide, spare);
  invert(spare, size * size);
  return spare;
}

/** Makes the typical ink (the mean weighted by itself) nearly 1: hairlines pale when they shrink. In place. */
function strengthen(ink: usize, n: i32): void {
  let values = f32x4.splat(0);
  let squares = values;
  const end = ink + (<usize>n << 2);
  for (let i = ink; i < end; i += 16) {
    const value = v128.load(i);
    values = f32x4.add(values, value);
    squares = f32x4.add(squares, f32x4.mul(value, value));
  }
  const square = sumOf(squares);
  const gain: f64 = square > 0 ? max<f64>(1, (0.9 * sumOf(values)) / square) : 1;
  if (gain == 1) return;
  const gains = f32x4.splat(<f32>gain);
  const one = f32x4.splat(1);
  for (let i = ink; i < end; i += 16) v128.store(i, f32x4.min(one, f32x4.mul(gains, v128.load(i))));
}

let left: i32 = 0;
let top: i32 = 0;
let right: i32 = 0;
let bottom: i32 = 0;

/** What is around all ink. */
function measureExtent(ink: usize, size: i32): void {
  left = size;
  top = size;
  right = 0;
  bottom = 0;
  for (let y = 0, i = ink; y < size; y++) {
    for (let x = 0; x < size; x++, i += 4) {
      if (load<f32>(i) == 0) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (top == size) top = y;
      bottom = y + 1;
    }
  }
}

/** Twice the area by the perimeter, both from the soft values (total variation), in pixels. */
function strokeWidthOf(ink: usize, size: i32): f64 {
  measureEdges(ink, size);
  if (edgeLengths == 0) return 0;
  let area = f32x4.splat(0);
  const end = ink + (<usize>(size * size) << 2);
  for (let i = ink; i < end; i += 16) area = f32x4.add(area, v128.load(i));
  return (2 * sumOf(area)) / edgeLengths;
}

/** Grey dilation by a disc of the given radius with a soft rim, in pixels. Only within the extent something changes. */
function dilate(ink: usize, size: i32, radius: f64, out: usize): void {
  memory.copy(out, ink, <usize>(size * size) << 2);
  const reach = <i32>Math.ceil(radius);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const share = min<f64>(1, radius + 1 - Math.sqrt(<f64>(dx * dx + dy * dy)));
      if (share <= 0 || (dx == 0 && dy == 0)) continue;
      const shares = f32x4.splat(<f32>share);
      const start = max(max(left - reach, 0), -dx);
      const end = min(min(right + reach, size), size - dx);
      const stop = min(min(bottom + reach, size), size - dy);
      const move = (dy * size + dx) << 2;
      for (let y = max(max(top - reach, 0), -dy); y < stop; y++) {
        let to = out + (<usize>(y * size + start) << 2);
        const last = out + (<usize>(y * size + end) << 2);
        let from = ink + (to - out) + move;
        for (; to + 16 <= last; to += 16, from += 16)
          v128.store(to, f32x4.pmax(v128.load(to), f32x4.mul(shares, v128.load(from))));
        for (; to < last; to += 4, from += 4) {
          const value = <f32>share * load<f32>(from);
          if (value > load<f32>(to)) store<f32>(to, value);
        }
      }
    }
  }
}

/** In place. */
function invert(ink: usize, n: i32): void {
  const end = ink + (<usize>n << 2);
  const one = f32x4.splat(1);
  for (let i = ink; i < end; i += 16) v128.store(i, f32x4.sub(one, v128.load(i)));
}

/**
 * The mean of each square of fine pixels, moved so that the centre of mass of the ink in the box lies in the middle.
 *
 * @param out `[size / fineness, size / fineness]`, written over
 */
export function reduce(ink: usize, size: i32, fineness: i32, halfX: f64, halfY: f64, out: usize): void {
  const middle = <f64>size / 2;
  const boxLeft = max(0, <i32>Math.floor(middle - halfX - 0.5));
  const boxRight = min(size, <i32>Math.ceil(middle + halfX + 0.5));
  const boxTop = max(0, <i32>Math.floor(middle - halfY - 0.5));
  const boxBottom = min(size, <i32>Math.ceil(middle + halfY + 0.5));
  let mass: f64 = 0;
  let sumX: f64 = 0;
  let sumY: f64 = 0;
  for (let y = boxTop; y < boxBottom; y++) {
    for (let x = boxLeft; x < boxRight; x++) {
      const value = <f64>load<f32>(ink + (<usize>(y * size + x) << 2));
      mass += value;
      sumX += value * (<f64>x + 0.5 - middle);
      sumY += value * (<f64>y + 0.5 - middle);
    }
  }
  const shiftX = shift(mass > 0 ? sumX / mass : 0, halfX, middle, fineness);
  const shiftY = shift(mass > 0 ? sumY / mass : 0, halfY, middle, fineness);
  const side = size / fineness;
  memory.fill(out, 0, <usize>(side * side) << 2);
  const share = 1 / <f64>(fineness * fineness);
  const start = max(0, -shiftX);
  const end = min(size, size - shiftX);
  for (let y = max(0, -shiftY); y < min(size, size - shiftY); y++) {
    let from = ink + (<usize>((y + shiftY) * size + shiftX + start) << 2);
    let to = out + (<usize>((y / fineness) * side + start / fineness) << 2);
    for (let x = start, place = start % fineness; x < end; x++, from += 4) {
      store<f32>(to, <f32>(<f64>load<f32>(to) + share * <f64>load<f32>(from)));
      if (++place < fineness) continue;
      place = 0;
      to += 4;
    }
  }
}

/** The box stays inside. */
function shift(by: f64, half: f64, middle: f64, fineness: i32): i32 {
  const room = max<f64>(0, middle - half - <f64>fineness);
  return <i32>Math.floor(max<f64>(-room, min<f64>(room, by)) + 0.5);
}
