import { allocate } from "../scratch.ts";
import { type Extent, FINE, type Fine, grow, SIDE } from "./fine.ts";

/** Stroke widths that the network knows, in pixels of 28×28; outside they are widened or thinned. */
const THINNEST = 2.0;
const THICKEST = 4.2;

/** Gives the ink its full strength, and the strokes a width that the network knows. */
export function normalizeStroke({ fine, extent }: Fine): Fine {
  strengthen(fine, extent);
  const width = strokeWidthOf(fine, extent);
  if (width < THINNEST * FINE) {
    const radius = (THINNEST * FINE - width) / 2;
    const wider = grow(extent, Math.ceil(radius));
    return { fine: dilate(fine, radius, wider), extent: wider };
  }
  if (width <= THICKEST * FINE) return { fine, extent };
  return { fine: invert(dilate(invert(fine), (width - THICKEST * FINE) / 2, extent)), extent };
}

/** Makes the typical ink (the mean weighted by itself) nearly 1: hairlines pale when they shrink. In place. */
function strengthen(data: Float32Array, { left, top, right, bottom }: Extent): void {
  let mass = 0;
  let square = 0;
  for (let y = top; y < bottom; y++) {
    for (let i = y * SIDE + left; i < y * SIDE + right; i++) {
      mass += data[i];
      square += data[i] * data[i];
    }
  }
  const gain = Math.max(1, (0.9 * mass) / square);
  for (let y = top; y < bottom; y++) {
    for (let i = y * SIDE + left; i < y * SIDE + right; i++) data[i] = Math.min(1, gain * data[i]);
  }
}

/** Twice the area by the perimeter, both from the soft values (total variation), in fine pixels. */
function strokeWidthOf(data: Float32Array, extent: Extent): number {
  const { left, top, right, bottom } = grow(extent, 1);
  let area = 0;
  let edge = 0;
  for (let y = top; y < Math.min(bottom, SIDE - 1); y++) {
    for (let x = left; x < Math.min(right, SIDE - 1); x++) {
      const i = y * SIDE + x;
      area += data[i];
      const [across, down] = [data[i + 1] - data[i], data[i + SIDE] - data[i]];
      if (across !== 0 || down !== 0) edge += Math.sqrt(across * across + down * down);
    }
  }
  return edge === 0 ? 0 : (2 * area) / edge;
}

/** Grey dilation by a disc of the given radius with a soft rim, in fine pixels; `where` holds every pixel that can change. */
function dilate(data: Float32Array, radius: number, extent: Extent): Float32Array {
  const out = allocate(Float32Array, data.length);
  out.set(data);
  const reach = Math.ceil(radius);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const share = Math.min(1, radius + 1 - Math.sqrt(dx * dx + dy * dy));
      if (share <= 0 || (dx === 0 && dy === 0)) continue;
      const left = Math.max(extent.left, -dx);
      const right = Math.min(extent.right, SIDE - dx);
      const bottom = Math.min(extent.bottom, SIDE - dy);
      for (let y = Math.max(extent.top, -dy); y < bottom; y++) {
        const to = y * SIDE;
        const from = (y + dy) * SIDE + dx;
        for (let x = left; x < right; x++) {
          const value = share * data[from + x];
          if (value > out[to + x]) out[to + x] = value;
        }
      }
    }
  }
  return out;
}

/** In place. */
function invert(data: Float32Array): Float32Array {
  for (let i = 0; i < data.length; i++) data[i] = 1 - data[i];
  return data;
}
