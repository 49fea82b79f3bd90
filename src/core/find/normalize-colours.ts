import { FREE, floatsAt, kernels, reserve } from "../pixels/pixel-kernels.ts";

/** Spreads below this are noise: the ink of a thin pen on an empty sheet still stands out. */
const MIN_SPREAD = 0.03;
const MAX_VALUE = 4;

/** Where a picture lies within planes that are larger: in their upper left corner. */
interface Place {
  readonly width: number;
  readonly height: number;
  /** Of the planes. */
  readonly paddedWidth: number;
}

/**
 * Makes a picture's colours independent of light: less their mean, by their common spread, at most 4 from it. In place.
 *
 * @param planes `[3, n]`, 0…1
 */
export function normalizeColours(planes: Float32Array): void {
  const width = planes.length / 3;
  reserve(FREE + planes.byteLength);
  floatsAt(FREE, planes.length).set(planes);
  normalizeInKernels(planes.length, { width, height: 1, paddedWidth: width });
  planes.set(floatsAt(FREE, planes.length));
}

/**
 * The same, of planes that lie in the kernels' memory from `FREE` on.
 *
 * @param length of all planes, in floats
 * @param place what of them is the picture; the rest stays as it is
 */
export function normalizeInKernels(length: number, { width, height, paddedWidth }: Place): void {
  kernels.normalizePlanes(FREE, width, height, 4 * paddedWidth, (4 * length) / 3, MIN_SPREAD, MAX_VALUE);
}
