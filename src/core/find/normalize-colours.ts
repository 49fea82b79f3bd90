/** Spreads below this are noise: the ink of a thin pen on an empty sheet still stands out. */
const MIN_SPREAD = 0.03;
const MAX_VALUE = 4;

/**
 * Makes a picture's colours independent of light: less their mean, by their common spread, at most 4 from it. In place.
 *
 * @param planes `[3, n]`, 0…1
 */
export function normalizeColours(planes: Float32Array): void {
  const n = planes.length / 3;
  const means = [0, 1, 2].map((c) => {
    let sum = 0;
    for (let i = c * n; i < (c + 1) * n; i++) sum += planes[i];
    return sum / n;
  });
  let square = 0;
  for (let c = 0; c < 3; c++) {
    const mean = means[c];
    for (let i = c * n; i < (c + 1) * n; i++) square += (planes[i] - mean) * (planes[i] - mean);
  }
  const gain = 1 / Math.max(MIN_SPREAD, Math.sqrt(square / planes.length));
  for (let c = 0; c < 3; c++) {
    const mean = means[c];
    for (let i = c * n; i < (c + 1) * n; i++) {
      const value = (planes[i] - mean) * gain;
      planes[i] = value > MAX_VALUE ? MAX_VALUE : value < -MAX_VALUE ? -MAX_VALUE : value;
    }
  }
}
