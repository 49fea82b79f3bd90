import type { Point } from "../../core/image/along-segment.ts";
import { distanceToSegment } from "../../core/image/distance-to-segment.ts";
import type { Random } from "../random.ts";

/**
 * What happens to a written digit rather than to its picture, and what leaves little of either: struck through, speckled, rubbed out
 * in places, only its outline. In place.
 *
 * @param grey `[size, size]`, 0 (paper) … 1 (ink)
 */
export function spoilBadly(grey: Float32Array, size: number, random: Random): void {
  random.pick(WAYS)(grey, size, random);
}

type Way = (grey: Float32Array, size: number, random: Random) => void;

const WAYS: readonly Way[] = [strike, strike, strike, speckle, speckle, rubOut, rubOut, keepOutline];

/** One line with a few bends, mostly from side to side, sometimes only over the digit, as a slipped pen or a printed line. */
function strike(grey: Float32Array, size: number, random: Random): void {
  const bends = random.below(8);
  const [from, to] = random.chance(0.7) ? [-1, size] : [size * random.between(0, 0.3), size * random.between(0.7, 1)];
  const [middle, tilt] = [size * random.between(0.25, 0.75), size * 0.2 * random.normal()];
  const swing = (size * random.between(0, 0.25)) / (1 + bends / 6);
  const points = Array.from({ length: bends + 2 }, (_, i) => {
    const along = i / (bends + 1);
    const across = middle + tilt * (along - 0.5) + (i % 2 === 0 ? swing : -swing) + 0.03 * size * random.normal();
    return { x: from + (to - from) * along, y: across };
  });
  const [tone, radius] = [random.between(0.4, 1), size * random.between(0.012, 0.035)];
  const upright = random.chance(0.3);
  for (let i = 0; i < grey.length; i++) {
    const [u, v] = [(i % size) + 0.5, Math.floor(i / size) + 0.5];
    const distance = distanceToPath(points, upright ? v : u, upright ? u : v);
    grey[i] = Math.max(grey[i], tone * Math.min(1, Math.max(0, radius + 0.5 - distance)));
  }
}

/** Single pixels turned into ink or paper (salt and pepper). */
function speckle(grey: Float32Array, _: number, random: Random): void {
  const [share, light] = [random.between(0.02, 0.22), random.between(0.3, 0.7)];
  for (let i = 0; i < grey.length; i++) if (random.chance(share)) grey[i] = Number(random.chance(light));
}

/** Spots of paper on the ink. */
function rubOut(grey: Float32Array, size: number, random: Random): void {
  const ink = [...grey.keys()].filter((i) => grey[i] > 0.5);
  for (let n = ink.length > 0 ? 1 + random.below(5) : 0; n > 0; n--) {
    const middle = random.pick(ink);
    const radius = size * random.between(0.03, 0.08);
    for (let i = 0; i < grey.length; i++) {
      const distance = Math.hypot((i % size) - (middle % size), Math.floor(i / size) - Math.floor(middle / size));
      grey[i] *= Math.min(1, Math.max(0, distance - radius + 0.5));
    }
  }
}

/** Ink only where it borders on paper: a hollow digit. */
function keepOutline(grey: Float32Array, size: number, random: Random): void {
  const from = grey.slice();
  const kept = random.between(0, 0.5);
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const i = y * size + x;
      const min = Math.min(from[i], from[i - 1], from[i + 1], from[i - size], from[i + size]);
      grey[i] = Math.max(from[i] - min, kept * from[i]);
    }
  }
}

function distanceToPath(points: readonly Point[], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) {
    nearest = Math.min(nearest, distanceToSegment(points[i - 1], points[i], x, y));
  }
  return nearest;
}
