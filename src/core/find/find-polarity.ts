import { integralImage } from "../image/integral-image.ts";
import { luma } from "../image/luma.ts";
import type { Planes } from "../image/shrink.ts";
import { windowMeans } from "../image/window-means.ts";
import type { Ink } from "../picture.ts";
import { allocate } from "../scratch.ts";

/** Longest side that is looked at, in pixels: polarity shows at a glance. */
const GLANCE = 96;
/** In a picture up to this size the digit may fill the frame, so ink is rarer in the whole, not in each neighbourhood. */
const SMALL = 64;

/** Guesses whether the ink is dark or light: likelier first, and both where the evidence is weak or at odds. */
export function findPolarity(planes: Planes): Ink[] {
  const { tones, width, height } = glanceAt(planes);
  const small = Math.max(planes.width, planes.height) <= SMALL;
  const skew = skewOf(tones, width, height, small ? width + height : Math.max(width, height) / 6);
  const rim = rimOf(tones, width, height);
  const mean = tones.reduce((sum, value) => sum + value, 0) / tones.length;
  // Ink is the rarer tone: few dark pixels on light paper skew to the left. Paper is what lies at the rim.
  const dark = skew < 0;
  const order: Ink[] = dark ? ["dark", "light"] : ["light", "dark"];
  const rimAgrees = dark ? rim >= mean - 0.02 : rim <= mean + 0.02;
  return Math.abs(skew) > 0.5 && rimAgrees ? order.slice(0, 1) : order;
}

function glanceAt({ width, height, red, green, blue }: Planes): { tones: Float32Array; width: number; height: number } {
  const step = Math.ceil(Math.max(width, height) / GLANCE);
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const tones = allocate(Float32Array, columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const i = row * step * width + column * step;
      tones[row * columns + column] = luma(red[i], green[i], blue[i]);
    }
  }
  return { tones, width: columns, height: rows };
}

/** Skewness of the difference to the mean of a wide neighbourhood, so that shadow and vignetting don't count. */
function skewOf(tones: Float32Array, width: number, height: number, reach: number): number {
  const radius = Math.max(4, Math.round(reach));
  const sums = integralImage(tones, width, height, allocate(Float64Array, (width + 1) * (height + 1)));
  const means = allocate(Float64Array, width);
  let square = 0;
  let cube = 0;
  for (let y = 0, i = 0; y < height; y++) {
    windowMeans(sums, width, height, y, radius, means);
    for (let x = 0; x < width; x++, i++) {
      const difference = tones[i] - means[x];
      square += difference * difference;
      cube += difference * difference * difference;
    }
  }
  const n = width * height;
  return square < 1e-9 * n ? 0 : cube / n / (square / n) ** 1.5;
}

/** Mean of the outermost pixels. */
function rimOf(tones: Float32Array, width: number, height: number): number {
  let sum = 0;
  for (let x = 0; x < width; x++) sum += tones[x] + tones[(height - 1) * width + x];
  for (let y = 0; y < height; y++) sum += tones[y * width] + tones[y * width + width - 1];
  return sum / (2 * (width + height));
}
