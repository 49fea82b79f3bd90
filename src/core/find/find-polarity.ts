import type { Planes } from "../image/shrink.ts";
import type { Ink } from "../picture.ts";
import { allocate } from "../scratch.ts";

/** Longest side that is looked at, in pixels: polarity shows at a glance. */
const GLANCE = 96;
/** In a picture up to this size the digit may fill the frame, so ink is rarer in the whole, not in each neighbourhood. */
const SMALL = 64;

/** Guesses whether the ink is dark or light: likelier first, and both where the evidence is weak or at odds. */
export function findPolarity(planes: Planes): Ink[] {
  const { luma, width, height } = glanceAt(planes);
  const small = Math.max(planes.width, planes.height) <= SMALL;
  const skew = skewOf(luma, width, height, small ? width + height : Math.max(width, height) / 6);
  const rim = rimOf(luma, width, height);
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  // Ink is the rarer tone: few dark pixels on light paper skew to the left. Paper is what lies at the rim.
  const dark = skew < 0;
  const order: Ink[] = dark ? ["dark", "light"] : ["light", "dark"];
  const rimAgrees = dark ? rim >= mean - 0.02 : rim <= mean + 0.02;
  return Math.abs(skew) > 0.5 && rimAgrees ? order.slice(0, 1) : order;
}

function glanceAt({ width, height, red, green, blue }: Planes): { luma: Float32Array; width: number; height: number } {
  const step = Math.ceil(Math.max(width, height) / GLANCE);
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const luma = allocate(Float32Array, columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const i = row * step * width + column * step;
      luma[row * columns + column] = 0.299 * red[i] + 0.587 * green[i] + 0.114 * blue[i];
    }
  }
  return { luma, width: columns, height: rows };
}

/** Skewness of the difference to the mean of a wide neighbourhood, so that shadow and vignetting don't count. */
function skewOf(luma: Float32Array, width: number, height: number, reach: number): number {
  const radius = Math.max(4, Math.round(reach));
  const sums = allocate(Float64Array, (width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += luma[y * width + x];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  let square = 0;
  let cube = 0;
  let n = 0;
  for (let y = 0; y < height; y++) {
    const y0 = Math.max(0, y - radius) * (width + 1);
    const y1 = Math.min(height, y + radius + 1) * (width + 1);
    for (let x = 0; x < width; x++) {
      const x0 = Math.max(0, x - radius);
      const x1 = Math.min(width, x + radius + 1);
      const area = ((y1 - y0) / (width + 1)) * (x1 - x0);
      const difference = luma[y * width + x] - (sums[y1 + x1] - sums[y1 + x0] - sums[y0 + x1] + sums[y0 + x0]) / area;
      square += difference * difference;
      cube += difference * difference * difference;
      n++;
    }
  }
  return square < 1e-9 * n ? 0 : cube / n / (square / n) ** 1.5;
}

/** Mean of the outermost pixels. */
function rimOf(luma: Float32Array, width: number, height: number): number {
  let sum = 0;
  for (let x = 0; x < width; x++) sum += luma[x] + luma[(height - 1) * width + x];
  for (let y = 0; y < height; y++) sum += luma[y * width] + luma[y * width + width - 1];
  return sum / (2 * (width + height));
}
