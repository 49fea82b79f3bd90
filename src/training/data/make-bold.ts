import type { Random } from "../random.ts";

/** By how much strokes grow on each side, in pixels of a digit of MNIST, whose strokes are two to four wide. */
const GROWTH = [0.5, 1.8] as const;
/** How often every pixel is then either ink or paper, as scanned forms are. */
const BILEVEL = 0.4;

/** A digit as a bold pen writes it, with a soft edge or none. */
export function makeBold(coverage: Float32Array, size: number, random: Random): Float32Array {
  const bold = dilate(coverage, size, random.between(...GROWTH));
  return random.chance(BILEVEL) ? bold.map((value) => Number(value >= 0.5)) : bold;
}

/**
 * Dilation of a grey picture by a disc with a soft edge (Serra 1982, Image Analysis and Mathematical Morphology).
 *
 * @param coverage `[height, size]`, 0 (paper) … 1 (ink)
 * @param radius in pixels
 */
export function dilate(coverage: Float32Array, size: number, radius: number): Float32Array {
  const reach = Math.ceil(radius);
  const wide = coverage.slice();
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const share = Math.min(1, radius + 0.5 - Math.hypot(dx, dy));
      if (share > 0) raise(wide, coverage, size, dx, dy, share);
    }
  }
  return wide;
}

/** Each pixel becomes at least as dark as a share of its neighbour. */
function raise(wide: Float32Array, coverage: Float32Array, size: number, dx: number, dy: number, share: number): void {
  const height = coverage.length / size;
  for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
    for (let x = Math.max(0, -dx); x < Math.min(size, size - dx); x++) {
      const at = y * size + x;
      wide[at] = Math.max(wide[at], share * coverage[at + dy * size + dx]);
    }
  }
}
