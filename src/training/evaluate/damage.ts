import { bilinear } from "../../core/image/bilinear.ts";
import { blurPlane } from "../../core/image/blur-plane.ts";
import { gaussianKernel } from "../../core/image/gaussian-kernel.ts";
import { type Warp, warp } from "../../core/image/warp.ts";
import { createRandom, type Random } from "../random.ts";

/** A grey picture, `[size, size]`, 0 (paper) … 1 (ink). */
export type Grey = Float32Array;

/** One way to spoil a picture; `amount` is 0 (not at all) … 1 (badly). */
type Spoil = (grey: Grey, size: number, amount: number, random: Random) => Grey;

/** Strengths that damage is measured at; the middle one is summed up. */
export const STRENGTHS = [1, 2, 3] as const;
export const MIDDLE_STRENGTH = 2;

/** Every kind of damage, after MNIST-C (Mu & Gilmer 2019, https://arxiv.org/abs/1906.02337). */
export const DAMAGE = {
  noise: (grey, _, amount, random) => grey.map((value) => value + 0.35 * amount * random.normal()),
  blur: (grey, size, amount) => blurPlane(grey, size, size, gaussianKernel(1.6 * amount)),
  fog: (grey, size, amount, random) => {
    const cloud = clouds(size, random);
    return grey.map((value, i) => value * (1 - 0.6 * amount) + 0.6 * amount * cloud[i]);
  },
  brightness: (grey, _, amount) => grey.map((value) => 0.5 * amount + value * (1 - 0.6 * amount)),
  rotation: (grey, size, amount, random) => {
    const angle = sign(random) * amount * (Math.PI / 6);
    return move(grey, size, [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)]);
  },
  shear: (grey, size, amount, random) => move(grey, size, [1, sign(random) * 0.6 * amount, 0, 1]),
  scale: (grey, size, amount) => move(grey, size, [1 + amount, 0, 0, 1 + amount]),
  shift: (grey, size, amount, random) =>
    move(grey, size, [1, 0, 0, 1], sign(random) * 0.14 * amount * size, sign(random) * 0.14 * amount * size),
  stripes: (grey, size, amount) =>
    grey.map((value, i) => (Math.floor(i / size) % 7 === 3 ? Math.max(value, 0.9 * amount) : value)),
  dots: (grey, size, amount, random) =>
    drawDisks(grey, size, Math.round(10 * amount), () => [random.next(), random.next()], 0.03, 1),
  splatter: (grey, size, amount, random) =>
    drawDisks(grey, size, Math.round(5 * amount), () => [random.next(), random.next()], 0.06, 0.8),
  edges: (grey, size, amount) => {
    const inner = blurPlane(grey, size, size, gaussianKernel(0.8));
    return grey.map((value, i) => value * (1 - amount) + amount * Math.min(1, 3 * Math.abs(value - inner[i])));
  },
  erasures: (grey, size, amount, random) => {
    const ink = [...grey.keys()].filter((i) => grey[i] > 0.5);
    const place = (): readonly [number, number] => {
      const i = ink.length > 0 ? random.pick(ink) : 0;
      return [((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size];
    };
    return drawDisks(grey, size, Math.round(4 * amount), place, 0.06, 0);
  },
  motion: (grey, size, amount, random) => {
    const [angle, steps, reach] = [Math.PI * random.next(), 9, 0.28 * amount * size];
    return grey.map((_, i) => {
      let sum = 0;
      for (let k = 0; k < steps; k++) {
        const along = reach * (k / (steps - 1) - 0.5);
        sum += bilinear(
          grey,
          size,
          size,
          (i % size) + along * Math.cos(angle),
          Math.floor(i / size) + along * Math.sin(angle),
        );
      }
      return sum / steps;
    });
  },
  glass: (grey, size, amount, random) => {
    const astray = () => 2 * amount * random.between(-1, 1);
    return grey.map((_, i) => bilinear(grey, size, size, (i % size) + astray(), Math.floor(i / size) + astray()));
  },
  impulse: (grey, _, amount, random) =>
    grey.map((value) => (random.chance(0.2 * amount) ? Number(random.chance(0.5)) : value)),
  zigzag: (grey, size, amount, random) => {
    const [start, pitch] = [size * random.between(0.2, 0.8), size / 5];
    return grey.map((value, i) => {
      const x = i % size;
      const wave = Math.abs(((x / pitch) % 2) - 1) * 0.3 * size;
      return Math.abs(Math.floor(i / size) - start - wave + 0.15 * size) < 0.6 ? Math.max(value, amount) : value;
    });
  },
} as const satisfies Readonly<Record<string, Spoil>>;

export type DamageKind = keyof typeof DAMAGE;

/**
 * Damages a picture.
 *
 * @param grey `[size, size]`, 0 (paper) … 1 (ink); is not changed
 * @param strength one of `STRENGTHS`
 * @param seed the same seed does the same damage, only more of it with more strength
 * @returns `[size, size]`, 0…1
 */
export function damage(grey: Grey, size: number, kind: DamageKind, strength: number, seed: number): Grey {
  const spoil: Spoil = DAMAGE[kind];
  return spoil(grey, size, strength / STRENGTHS.length, createRandom(seed)).map((value) =>
    Math.min(1, Math.max(0, value)),
  );
}

/** @param matrix `[a, b, c, d]`, about the middle; the shift is in pixels */
function move(grey: Grey, size: number, matrix: Warp["matrix"], shiftX = 0, shiftY = 0): Grey {
  const middle = (size - 1) / 2;
  return warp(grey, size, size, { matrix, to: [middle + shiftX, middle + shiftY], from: [middle, middle] });
}

/** Soft clouds of about a third of the picture's width, 0…1. */
function clouds(size: number, random: Random): Grey {
  const coarse = Float32Array.from({ length: 16 }, () => random.next());
  return new Float32Array(size * size).map((_, i) =>
    bilinear(coarse, 4, 4, (3 * (i % size)) / (size - 1), (3 * Math.floor(i / size)) / (size - 1)),
  );
}

/** Draws disks of one tone; places and `radius` as shares of the width. */
function drawDisks(
  grey: Grey,
  size: number,
  count: number,
  place: () => readonly [number, number],
  radius: number,
  tone: number,
): Grey {
  const disks = Array.from({ length: count }, place);
  return grey.map((value, i) => {
    const inside = disks.some(
      ([x, y]) => Math.hypot((i % size) + 0.5 - x * size, Math.floor(i / size) + 0.5 - y * size) < radius * size,
    );
    return inside ? tone : value;
  });
}

function sign(random: Random): number {
  return random.chance(0.5) ? 1 : -1;
}
