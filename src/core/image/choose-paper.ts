/** A picture in planes, each `[height, width]`, 0…1; colours are multiplied by alpha. */
export interface Layer {
  readonly width: number;
  readonly height: number;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  readonly alpha: Float32Array;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** A pixel at or above this alpha belongs to the layer, below it to what is clear. */
const SOLID = 0.5;
/** Channels that differ by less are the same tone, by more another one. */
const SAME = 0.1;
const OTHER = 0.2;
/** Share of the rim that must have its tone for the rim to be of one tone. */
const UNIFORM = 0.85;
/** From this share of other tones on, in pixels of the layer, something is drawn on it: a thin digit on a card has some 0.5 %. */
const DRAWN = 0.003;

/**
 * The colour of what should lie behind a layer. The rim, where the layer meets what is clear, tells what the layer is:
 *
 * - one tone at the rim and others inside: a card with a drawing on it. It is continued in the rim's tone.
 * - one tone everywhere: the shape itself is the drawing, be it ink or a hole in a card. Its opposite goes behind it.
 * - many tones at the rim, or no rim: where most is clear, the rest is ink and gets its opposite; else the mean goes behind it.
 */
export function choosePaper(layer: Layer): Colour {
  const { mean, clear } = measure(layer);
  const opposite: Colour = mean < 0.5 ? [1, 1, 1] : [0, 0, 0];
  const rim = findRim(layer);
  const tone = medianOf(layer, rim);
  if (rim.length > 0 && shareOf(rim, (i) => distance(layer, i, tone) < SAME) >= UNIFORM) {
    const solid = [...layer.alpha.keys()].filter((i) => layer.alpha[i] >= SOLID);
    return shareOf(solid, (i) => distance(layer, i, tone) > OTHER) > DRAWN ? tone : opposite;
  }
  return clear > 0.5 ? opposite : [mean, mean, mean];
}

/** Mean brightness by alpha, and the share of what is clear. */
function measure({ red, green, blue, alpha }: Layer): { mean: number; clear: number } {
  let [weight, sum] = [0, 0];
  for (let i = 0; i < alpha.length; i++) {
    weight += alpha[i];
    sum += (red[i] + green[i] + blue[i]) / 3;
  }
  return { mean: weight === 0 ? 1 : sum / weight, clear: 1 - weight / alpha.length };
}

/** Places of the layer's pixels that have a clear one beside, above or below them. */
function findRim({ width, height, alpha }: Layer): number[] {
  const rim: number[] = [];
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] < SOLID) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    const touches =
      (x > 0 && alpha[i - 1] < SOLID) ||
      (x < width - 1 && alpha[i + 1] < SOLID) ||
      (y > 0 && alpha[i - width] < SOLID) ||
      (y < height - 1 && alpha[i + width] < SOLID);
    if (touches) rim.push(i);
  }
  return rim;
}

/** Each channel's median, of whole pixels. */
function medianOf({ red, green, blue, alpha }: Layer, places: readonly number[]): Colour {
  const median = (plane: Float32Array) =>
    Float32Array.from(places, (i) => plane[i] / alpha[i]).sort()[places.length >> 1] ?? 0;
  return [median(red), median(green), median(blue)];
}

/** Largest difference of a channel. */
function distance({ red, green, blue, alpha }: Layer, i: number, [r, g, b]: Colour): number {
  const whole = 1 / alpha[i];
  return Math.max(Math.abs(red[i] * whole - r), Math.abs(green[i] * whole - g), Math.abs(blue[i] * whole - b));
}

function shareOf(places: readonly number[], holds: (place: number) => boolean): number {
  let count = 0;
  for (const place of places) if (holds(place)) count++;
  return places.length === 0 ? 0 : count / places.length;
}
