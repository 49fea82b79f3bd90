import type { Ink } from "./picture.ts";
import type { Planes } from "./shrink.ts";

/** Guesses whether the ink is dark or light: likelier first, and both where the evidence is weak or at odds. */
export function findPolarity(planes: Planes): Ink[] {
  const { width, height } = planes;
  const luma = new Float32Array(width * height);
  for (let i = 0; i < luma.length; i++)
    luma[i] = 0.299 * planes.red[i] + 0.587 * planes.green[i] + 0.114 * planes.blue[i];
  const skew = skewOf(luma, width, height);
  const rim = rimOf(luma, width, height);
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  // Ink is the rarer tone: few dark pixels on light paper skew to the left. Paper is what lies at the rim.
  const dark = skew < 0;
  const order: Ink[] = dark ? ["dark", "light"] : ["light", "dark"];
  const rimAgrees = dark ? rim >= mean - 0.02 : rim <= mean + 0.02;
  return Math.abs(skew) > 0.5 && rimAgrees ? order.slice(0, 1) : order;
}

/** Skewness of the difference to the mean of a wide neighbourhood, so that shadow and vignetting don't count. */
function skewOf(luma: Float32Array, width: number, height: number): number {
  const radius = Math.max(4, Math.round(Math.max(width, height) / 6));
  const sums = new Float64Array((width + 1) * (height + 1));
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
