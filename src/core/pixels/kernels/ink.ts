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

/**
 * How much ink each pixel has, by the colour in which most differs from the paper that was fitted last.
 *
 * @param square `[3, size, size]` colours, written over with their differences from the paper
 * @param reachPx beyond the box, ink counts fully up to here, and then fades
 * @param ink `[size, size]`, written over
 */
export function toInk(square: usize, size: i32, halfX: f64, halfY: f64, noise: f64, reachPx: f64, ink: usize): void {
  const plane = <usize>(size * size) << 2;
  const middle = <f64>size / 2;
  const a0 = at(surface, 0);
  const a1 = at(surface, 1);
  const a2 = at(surface, 2);
  const b0 = at(surface, 3);
  const b1 = at(surface, 4);
  const b2 = at(surface, 5);
  const c0 = at(surface, 6);
  const c1 = at(surface, 7);
  const c2 = at(surface, 8);
  const d0 = at(surface, 9);
  const d1 = at(surface, 10);
  const d2 = at(surface, 11);
  const insideX = halfX + 0.5;
  const insideY = halfY + 0.5;
  let sumR: f64 = 0;
  let sumG: f64 = 0;
  let sumB: f64 = 0;
  for (let y = 0, i = square; y < size; y++) {
    const v = <f64>y + 0.5 - middle;
    const isInsideY = Math.abs(v) <= insideY;
    for (let x = 0; x < size; x++, i += 4) {
      const u = <f64>x + 0.5 - middle;
      const q = u * u + v * v;
      const red = <f64>load<f32>(i) - a0 - b0 * u - c0 * v - d0 * q;
      const green = <f64>load<f32>(i + plane) - a1 - b1 * u - c1 * v - d1 * q;
      const blue = <f64>load<f32>(i + 2 * plane) - a2 - b2 * u - c2 * v - d2 * q;
      store<f32>(i, <f32>red);
      store<f32>(i + plane, <f32>green);
      store<f32>(i + 2 * plane, <f32>blue);
      if (!isInsideY || Math.abs(u) > insideX) continue;
      const length = Math.sqrt(red * red + green * green + blue * blue);
      if (length < noise) continue;
      sumR += length * red;
      sumG += length * green;
      sumB += length * blue;
    }
  }
  let length = Math.sqrt(sumR * sumR + sumG * sumG + sumB * sumB);
  if (length == 0) length = 1;
  const axisR = sumR / length;
  const axisG = sumG / length;
  const axisB = sumB / length;
  let mass: f64 = 0;
  let square2: f64 = 0;
  for (let y = 0, i = square, to = ink; y < size; y++) {
    const isInsideY = Math.abs(<f64>y + 0.5 - middle) <= insideY;
    for (let x = 0; x < size; x++, i += 4, to += 4) {
      const value = <f64>load<f32>(i) * axisR + <f64>load<f32>(i + plane) * axisG + <f64>load<f32>(i + 2 * plane) * axisB;
      store<f32>(to, <f32>value);
      if (value <= noise || !isInsideY || Math.abs(<f64>x + 0.5 - middle) > insideX) continue;
      mass += value * value;
      square2 += value * value * value;
    }
  }
  // The mean of the ink weighted by its own square lies near the strokes' core, and is steadier than a maximum.
  const full = max<f64>(MIN_FULL, mass > 0 ? square2 / mass : 0);
  const foot = min<f64>(0.4 * full, max<f64>(FOOT * full, NOISE_FACTOR * noise));
  const reachX = halfX + reachPx;
  const reachY = halfY + reachPx;
  const fade = FADE * max<f64>(halfX, halfY) * 2;
  const gain = 1 / (full - foot);
  for (let y = 0, to = ink; y < size; y++) {
    const beyondY = Math.abs(<f64>y + 0.5 - middle) - reachY;
    for (let x = 0; x < size; x++, to += 4) {
      const value = (<f64>load<f32>(to) - foot) * gain;
      if (value <= 0) {
        store<f32>(to, 0);
        continue;
      }
      const beyond = max<f64>(beyondY, Math.abs(<f64>x + 0.5 - middle) - reachX);
      const kept: f64 = beyond <= 0 ? 1 : beyond >= fade ? 0 : 1 - beyond / fade;
      store<f32>(to, <f32>(value >= 1 ? kept : value * kept));
    }
  }
  isDark = axisR + axisG + axisB < 0 ? 1 : 0;
  contrast = min<f64>(1, full / (255 * Math.sqrt(3)));
}

/** Steepness of the edges per pixel: the mean of all differences between neighbours, weighted by themselves. */
export function edgeSteepness(ink: usize, size: i32): f64 {
  const next = <usize>size << 2;
  let sum: f64 = 0;
  let square: f64 = 0;
  for (let y = 0; y < size - 1; y++) {
    let i = ink + <usize>y * next;
    for (const end = i + next - 4; i < end; i += 4) {
      const value = <f64>load<f32>(i);
      const across = <f64>load<f32>(i + 4) - value;
      const down = <f64>load<f32>(i + next) - value;
      const length = across * across + down * down;
      if (length == 0) continue;
      sum += Math.sqrt(length);
      square += length;
    }
  }
  return sum > 0 ? square / sum : 0;
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
  let mass: f64 = 0;
  let square: f64 = 0;
  const end = ink + (<usize>n << 2);
  for (let i = ink; i < end; i += 4) {
    const value = <f64>load<f32>(i);
    mass += value;
    square += value * value;
  }
  const gain: f64 = square > 0 ? max<f64>(1, (0.9 * mass) / square) : 1;
  if (gain == 1) return;
  for (let i = ink; i < end; i += 4) store<f32>(i, <f32>min<f64>(1, gain * <f64>load<f32>(i)));
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
  const next = <usize>size << 2;
  let area: f64 = 0;
  let edge: f64 = 0;
  for (let y = 0; y < size - 1; y++) {
    let i = ink + <usize>y * next;
    for (const end = i + next - 4; i < end; i += 4) {
      const value = <f64>load<f32>(i);
      area += value;
      const across = <f64>load<f32>(i + 4) - value;
      const down = <f64>load<f32>(i + next) - value;
      if (across != 0 || down != 0) edge += Math.sqrt(across * across + down * down);
    }
  }
  return edge == 0 ? 0 : (2 * area) / edge;
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
  for (let i = ink; i < end; i += 4) store<f32>(i, 1 - load<f32>(i));
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
