import { createScratch } from "./create-scratch.ts";
import type { Extent } from "./extent.ts";

/** Stroke widths that the classifier knows, in pixels of 28×28; outside they are widened or thinned. */
const MIN_STROKE = 2.0;
const MAX_STROKE = 4.2;

const toPlane = createScratch();

/**
 * Gives the ink its full strength, and the strokes a width that the classifier knows.
 *
 * @param ink `[size, size]`, 0…1; written over
 * @param fineness pixels here per pixel of the classifier
 * @returns `ink`, or the same memory at the next call with this size
 */
export function normalizeStroke(ink: Float32Array, size: number, fineness: number): Float32Array {
  strengthen(ink);
  const width = strokeWidthOf(ink, size);
  if (width <= 0) return ink;
  const tooThin = (MIN_STROKE * fineness - width) / 2;
  const tooWide = (width - MAX_STROKE * fineness) / 2;
  if (tooThin <= 0 && tooWide <= 0) return ink;
  const extent = extentOf(ink, size);
  return tooThin > 0 ? dilate(ink, size, tooThin, extent) : invert(dilate(invert(ink), size, tooWide, extent));
}

/** Makes the typical ink (the mean weighted by itself) nearly 1: hairlines pale when they shrink. In place. */
function strengthen(ink: Float32Array): void {
  let mass = 0;
  let square = 0;
  for (let i = 0; i < ink.length; i++) {
    const value = ink[i];
    mass += value;
    square += value * value;
  }
  const gain = square > 0 ? Math.max(1, (0.9 * mass) / square) : 1;
  if (gain === 1) return;
  for (let i = 0; i < ink.length; i++) ink[i] = Math.min(1, gain * ink[i]);
}

/** What is around all ink. */
function extentOf(ink: Float32Array, size: number): Extent {
  let left = size;
  let top = size;
  let right = 0;
  let bottom = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (ink[y * size + x] === 0) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (top === size) top = y;
      bottom = y + 1;
    }
  }
  return { left, top, right, bottom };
}

/** Twice the area by the perimeter, both from the soft values (total variation), in pixels. */
function strokeWidthOf(ink: Float32Array, size: number): number {
  let area = 0;
  let edge = 0;
  for (let y = 0; y < size - 1; y++) {
    for (let x = 0; x < size - 1; x++) {
      const i = y * size + x;
      area += ink[i];
      const across = ink[i + 1] - ink[i];
      const down = ink[i + size] - ink[i];
      if (across !== 0 || down !== 0) edge += Math.sqrt(across * across + down * down);
    }
  }
  return edge === 0 ? 0 : (2 * area) / edge;
}

/** Grey dilation by a disc of the given radius with a soft rim, in pixels. Only within the extent something changes. */
function dilate(ink: Float32Array, size: number, radius: number, { left, top, right, bottom }: Extent): Float32Array {
  const out = toPlane(ink.length);
  out.set(ink);
  const reach = Math.ceil(radius);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const share = Math.min(1, radius + 1 - Math.sqrt(dx * dx + dy * dy));
      if (share <= 0 || (dx === 0 && dy === 0)) continue;
      const start = Math.max(left - reach, 0, -dx);
      const end = Math.min(right + reach, size, size - dx);
      for (let y = Math.max(top - reach, 0, -dy); y < Math.min(bottom + reach, size, size - dy); y++) {
        const move = dy * size + dx;
        for (let to = y * size + start; to < y * size + end; to++) {
          const value = share * ink[to + move];
          if (value > out[to]) out[to] = value;
        }
      }
    }
  }
  return out;
}

/** In place. */
function invert(ink: Float32Array): Float32Array {
  for (let i = 0; i < ink.length; i++) ink[i] = 1 - ink[i];
  return ink;
}
