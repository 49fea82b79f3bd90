import { blurPlane } from "../../core/image/blur-plane.ts";
import type { Random } from "../random.ts";

/**
 * What befalls small grey pictures on their way: noise, blur, paleness, lines from rim to rim, specks and blots. In place.
 *
 * @param grey `[size, size]`, 0 (paper) … 1 (ink)
 */
export function spoilSmall(grey: Float32Array, size: number, random: Random): void {
  for (let n = random.chance(0.3) ? 2 : 1; n > 0; n--) random.pick(WAYS)(grey, size, random);
}

type Way = (grey: Float32Array, size: number, random: Random) => void;

const WAYS: readonly Way[] = [addNoise, addNoise, blurBox, fade, drawLines, drawSpots, drawSpots];

function addNoise(grey: Float32Array, _: number, random: Random): void {
  const strength = random.between(0.04, 0.3);
  for (let i = 0; i < grey.length; i++) grey[i] = clamp(grey[i] + strength * random.normal());
}

/** A box of three pixels, once to thrice. */
function blurBox(grey: Float32Array, size: number, random: Random): void {
  for (let n = 1 + random.below(3); n > 0; n--) grey.set(blurPlane(grey, size, size, [1 / 3, 1 / 3, 1 / 3]));
}

function fade(grey: Float32Array, _: number, random: Random): void {
  const [paper, gain] = [random.between(0, 0.5), random.between(0.2, 0.7)];
  for (let i = 0; i < grey.length; i++) grey[i] = clamp(paper + gain * grey[i]);
}

/** One line, or one every few pixels, level or upright, paler than the ink or as dark. */
function drawLines(grey: Float32Array, size: number, random: Random): void {
  const tone = random.between(0.2, 0.8);
  const pitch = random.chance(0.4) ? size : 4 + random.below(8);
  const first = random.below(pitch);
  const upright = random.chance(0.4);
  for (let line = first; line < size; line += pitch) {
    for (let along = 0; along < size; along++) {
      const i = upright ? along * size + line : line * size + along;
      grey[i] = Math.max(grey[i], tone);
    }
  }
}

function drawSpots(grey: Float32Array, size: number, random: Random): void {
  const tone = random.between(0.5, 1);
  for (let n = 1 + random.below(6); n > 0; n--) {
    const [cx, cy] = [random.next() * size, random.next() * size];
    const radius = size * random.between(0.015, 0.06);
    for (let i = 0; i < grey.length; i++) {
      const distance = Math.hypot((i % size) + 0.5 - cx, Math.floor(i / size) + 0.5 - cy);
      if (distance < radius + 0.5) grey[i] = Math.max(grey[i], tone * Math.min(1, radius + 0.5 - distance));
    }
  }
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
