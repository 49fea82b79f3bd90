/** Planes of colour, `[3, height, width]`, 0…1. */
export interface ColourPlanes {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** For each target pixel of a line, the first source pixel and the weights of it and its successors. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `[target, most]` */
  readonly weights: Float32Array;
  readonly most: number;
}

/** The mean of what each target pixel covers when shrinking; linear between neighbours when growing. */
function findTaps(source: number, target: number): Taps {
  const step = source / target;
  const grows = step < 1;
  const most = grows ? 2 : Math.ceil(step) + 1;
  const first = new Int32Array(target);
  const count = new Int32Array(target);
  const weights = new Float32Array(target * most);
  for (let i = 0; i < target; i++) {
    if (grows) {
      const at = Math.min(source - 1, Math.max(0, (i + 0.5) * step - 0.5));
      const left = Math.min(Math.floor(at), Math.max(0, source - 2));
      first[i] = left;
      count[i] = Math.min(2, source - left);
      weights[i * most] = 1 - (at - left);
      if (count[i] > 1) weights[i * most + 1] = at - left;
      continue;
    }
    const from = i * step;
    const to = from + step;
    const start = Math.floor(from);
    const end = Math.min(source, Math.ceil(to - 1e-9));
    first[i] = start;
    count[i] = end - start;
    for (let k = start; k < end; k++) weights[i * most + k - start] = (Math.min(to, k + 1) - Math.max(from, k)) / step;
  }
  return { first, count, weights, most };
}

/**
 * Resizes an opaque picture: the mean of what each new pixel covers when shrinking, bilinear when growing.
 *
 * @param picture `[height, width, 4]`, 0…255; alpha is not looked at
 * @returns planes of `width` × `height` within `[3, paddedHeight, paddedWidth]`; what is beyond stays 0
 */
export function resizeArea(
  picture: Rgba,
  width: number,
  height: number,
  paddedWidth = width,
  paddedHeight = height,
): ColourPlanes {
  const columns = findTaps(picture.width, width);
  const rows = findTaps(picture.height, height);
  const data = new Float32Array(3 * paddedWidth * paddedHeight);
  const plane = paddedWidth * paddedHeight;
  const { rgba } = picture;
  const line = new Float32Array(3 * picture.width);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let k = 0; k < rows.count[y]; k++) {
      const weight = rows.weights[y * rows.most + k] / 255;
      const from = (rows.first[y] + k) * picture.width * 4;
      for (let x = 0, to = 0, i = from; x < picture.width; x++, i += 4, to += 3) {
        line[to] += weight * rgba[i];
        line[to + 1] += weight * rgba[i + 1];
        line[to + 2] += weight * rgba[i + 2];
      }
    }
    for (let x = 0; x < width; x++) {
      let [r, g, b] = [0, 0, 0];
      const at = x * columns.most;
      let from = columns.first[x] * 3;
      for (let k = 0; k < columns.count[x]; k++, from += 3) {
        const weight = columns.weights[at + k];
        r += weight * line[from];
        g += weight * line[from + 1];
        b += weight * line[from + 2];
      }
      const to = y * paddedWidth + x;
      data[to] = r;
      data[plane + to] = g;
      data[2 * plane + to] = b;
    }
  }
  return { width: paddedWidth, height: paddedHeight, data };
}
