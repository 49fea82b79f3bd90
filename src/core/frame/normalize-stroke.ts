/** Stroke widths that the classifier knows, in pixels of 28×28; outside they are widened or thinned. */
const MIN_STROKE = 2.0;
const MAX_STROKE = 4.2;

/**
 * Gives the ink its full strength, and the strokes a width that the classifier knows.
 *
 * @param ink `[size, size]`, 0…1
 * @param fineness pixels here per pixel of the classifier
 */
export function normalizeStroke(ink: Float32Array, size: number, fineness: number): Float32Array {
  strengthen(ink);
  const width = strokeWidthOf(ink, size);
  if (width <= 0) return ink;
  if (width < MIN_STROKE * fineness) return dilate(ink, size, (MIN_STROKE * fineness - width) / 2);
  if (width <= MAX_STROKE * fineness) return ink;
  return invert(dilate(invert(ink), size, (width - MAX_STROKE * fineness) / 2));
}

/** Makes the typical ink (the mean weighted by itself) nearly 1: hairlines pale when they shrink. In place. */
function strengthen(ink: Float32Array): void {
  let [mass, square] = [0, 0];
  for (const value of ink) {
    mass += value;
    square += value * value;
  }
  const gain = square > 0 ? Math.max(1, (0.9 * mass) / square) : 1;
  if (gain === 1) return;
  for (let i = 0; i < ink.length; i++) ink[i] = Math.min(1, gain * ink[i]);
}

/** Twice the area by the perimeter, both from the soft values (total variation), in pixels. */
function strokeWidthOf(ink: Float32Array, size: number): number {
  let [area, edge] = [0, 0];
  for (let y = 0; y < size - 1; y++) {
    for (let x = 0; x < size - 1; x++) {
      const i = y * size + x;
      area += ink[i];
      const [across, down] = [ink[i + 1] - ink[i], ink[i + size] - ink[i]];
      if (across !== 0 || down !== 0) edge += Math.sqrt(across * across + down * down);
    }
  }
  return edge === 0 ? 0 : (2 * area) / edge;
}

/** Grey dilation by a disc of the given radius with a soft rim, in pixels. */
function dilate(ink: Float32Array, size: number, radius: number): Float32Array {
  const out = ink.slice();
  const reach = Math.ceil(radius);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const share = Math.min(1, radius + 1 - Math.sqrt(dx * dx + dy * dy));
      if (share <= 0 || (dx === 0 && dy === 0)) continue;
      for (let y = Math.max(0, -dy); y < Math.min(size, size - dy); y++) {
        const to = y * size;
        const from = (y + dy) * size + dx;
        for (let x = Math.max(0, -dx); x < Math.min(size, size - dx); x++) {
          const value = share * ink[from + x];
          if (value > out[to + x]) out[to + x] = value;
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
