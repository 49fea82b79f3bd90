/** A pixel at or above this alpha belongs to the layer, below it to what is clear. */
const SOLID = 128;
/** Channel values that differ by less are the same tone. */
const SAME = 24;
const OTHER = 48;
/** Share of the rim that must have its tone for the rim to be of one tone. */
const UNIFORM = 0.85;
/** From this share of other tones on, in whole pixels of the layer, something is drawn on it: a thin digit on a card has some 0.5 %. */
const DRAWN = 0.003;

/**
 * Puts something behind transparent pixels, so that what is drawn stays visible. The rim, where the layer meets what is clear,
 * tells what the layer is:
 *
 * - one tone at the rim and others inside: a card with a drawing on it. It is continued in the rim's tone.
 * - one tone everywhere: the shape itself is the drawing, be it ink or a hole in a card. Its opposite goes behind it.
 * - many tones at the rim, or no rim: where most is clear, the rest is ink and gets its opposite; else the mean goes behind it.
 *
 * @param pixels 0xAABBGGRR, not premultiplied
 * @returns the same, opaque
 */
export function flatten(pixels: Uint32Array, width: number): Uint32Array {
  const behind = chooseBehind(pixels, width);
  return pixels.map((pixel) => {
    const alpha = (pixel >>> 24) / 255;
    const over = (shift: number) =>
      Math.round(((pixel >>> shift) & 0xff) * alpha + ((behind >>> shift) & 0xff) * (1 - alpha)) << shift;
    return over(0) | over(8) | over(16) | 0xff000000;
  });
}

/** @returns 0xBBGGRR */
function chooseBehind(pixels: Uint32Array, width: number): number {
  const { mean, clear } = measure(pixels);
  const opposite = mean < 128 ? 0xffffff : 0;
  const rim = findRim(pixels, width);
  const tone = medianOf(rim);
  if (rim.length > 0 && shareOf(rim, (pixel) => distance(pixel, tone) < SAME) >= UNIFORM) {
    const solid = pixels.filter((pixel) => pixel >>> 24 >= SOLID);
    return shareOf(solid, (pixel) => distance(pixel, tone) > OTHER) > DRAWN ? tone : opposite;
  }
  return clear > 0.5 ? opposite : Math.round(mean) * 0x010101;
}

/** Mean brightness by alpha, 0…255, and the share of what is clear. */
function measure(pixels: Uint32Array): { mean: number; clear: number } {
  let weight = 0;
  let sum = 0;
  for (const pixel of pixels) {
    const alpha = pixel >>> 24;
    weight += alpha;
    sum += (alpha * ((pixel & 0xff) + ((pixel >>> 8) & 0xff) + ((pixel >>> 16) & 0xff))) / 3;
  }
  return { mean: weight === 0 ? 255 : sum / weight, clear: 1 - weight / (255 * pixels.length) };
}

/** Pixels of the layer with a clear one beside, above or below them. */
function findRim(pixels: Uint32Array, width: number): Uint32Array {
  return pixels.filter((pixel, i) => {
    if (pixel >>> 24 < SOLID) return false;
    const x = i % width;
    const isClear = (at: number) => pixels[at] >>> 24 < SOLID;
    return (
      (x > 0 && isClear(i - 1)) ||
      (x < width - 1 && isClear(i + 1)) ||
      (i >= width && isClear(i - width)) ||
      (i + width < pixels.length && isClear(i + width))
    );
  });
}

/** Each channel's median. */
function medianOf(pixels: Uint32Array): number {
  const channel = (shift: number) => {
    const values = Uint8Array.from(pixels, (pixel) => pixel >>> shift).sort();
    return (values[values.length >> 1] ?? 0) << shift;
  };
  return channel(0) | channel(8) | channel(16);
}

/** Largest difference of a channel. */
function distance(a: number, b: number): number {
  const channel = (shift: number) => Math.abs(((a >>> shift) & 0xff) - ((b >>> shift) & 0xff));
  return Math.max(channel(0), channel(8), channel(16));
}

function shareOf(pixels: Uint32Array, holds: (pixel: number) => boolean): number {
  let count = 0;
  for (const pixel of pixels) if (holds(pixel)) count++;
  return pixels.length === 0 ? 0 : count / pixels.length;
}
