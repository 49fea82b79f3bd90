/** Of a pixel of the target, along one axis: which pixels of the source it covers, and how much of each. 20 bytes. */
@unmanaged
class Tap {
  /** May lie beyond the source, as may all between them: there the source goes on as it ends. */
  first!: i32;
  last!: i32;
  /** Of the first one, of each between them, and of the last one. */
  head!: f32;
  inner!: f32;
  tail!: f32;
}

/**
 * Writes the taps of `size` pixels that lie around a centre, each `step` pixels of the source wide: the mean of what each covers, linear
 * between neighbours where the source is enlarged.
 */
export function findTaps(taps: usize, centre: f64, step: f64, size: i32, gain: f64): void {
  for (let i = 0; i < size; i++, taps += offsetof<Tap>()) {
    const tap = changetype<Tap>(taps);
    const from = centre + (<f64>i - <f64>size / 2) * step;
    if (step <= 1) {
      const at = from + step / 2 - 0.5;
      const left = Math.floor(at);
      tap.first = <i32>left;
      tap.last = <i32>left + 1;
      tap.head = <f32>(gain * (1 - (at - left)));
      tap.tail = <f32>(gain * (at - left));
      tap.inner = 0;
      continue;
    }
    const to = from + step;
    const first = Math.floor(from);
    const last = Math.ceil(to) - 1;
    tap.first = <i32>first;
    tap.last = <i32>last;
    tap.head = <f32>((gain * (first + 1 - from)) / step);
    tap.tail = <f32>((gain * (to - last)) / step);
    tap.inner = <f32>(gain / step);
  }
}

// @ts-expect-error: decorator
@inline
function clamp(value: i32, low: i32, high: i32): i32 {
  return min(max(value, low), high);
}

/** Lanes of 16 bits hold the sum of so many values of 8 bits. */
const MAX_LANE: i32 = 257;

/** One line: what a row of targets covers, mixed down the columns. Red, green, blue and alpha of each pixel, as floats. */
function mixRows(
  pixels: usize,
  stride: usize,
  tap: Tap,
  low: i32,
  high: i32,
  count: i32,
  line: usize,
): void {
  let upper = pixels + <usize>clamp(tap.first, low, high) * stride;
  let lower = pixels + <usize>clamp(tap.last, low, high) * stride;
  const head = f32x4.splat(tap.head);
  const inner = f32x4.splat(tap.inner);
  const tail = f32x4.splat(tap.tail);
  for (const end = line + (<usize>count << 4); line < end; line += 64, upper += 16, lower += 16, pixels += 16) {
    let sum0 = f32x4.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let row = tap.first + 1; row < tap.last; ) {
      let wholes0 = i16x8.splat(0);
      let wholes1 = wholes0;
      for (const until = min(row + MAX_LANE, tap.last); row < until; row++) {
        const four = v128.load(pixels + <usize>clamp(row, low, high) * stride);
        wholes0 = i16x8.add(wholes0, i16x8.extend_low_i8x16_u(four));
        wholes1 = i16x8.add(wholes1, i16x8.extend_high_i8x16_u(four));
      }
      sum0 = f32x4.add(sum0, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(wholes0)));
      sum1 = f32x4.add(sum1, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(wholes0)));
      sum2 = f32x4.add(sum2, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(wholes1)));
      sum3 = f32x4.add(sum3, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(wholes1)));
    }
    const above = v128.load(upper);
    const below = v128.load(lower);
    const above0 = i16x8.extend_low_i8x16_u(above);
    const above1 = i16x8.extend_high_i8x16_u(above);
    const below0 = i16x8.extend_low_i8x16_u(below);
    const below1 = i16x8.extend_high_i8x16_u(below);
    v128.store(line, mixPixel(head, i32x4.extend_low_i16x8_u(above0), inner, sum0, tail, i32x4.extend_low_i16x8_u(below0)));
    v128.store(line, mixPixel(head, i32x4.extend_high_i16x8_u(above0), inner, sum1, tail, i32x4.extend_high_i16x8_u(below0)), 16);
    v128.store(line, mixPixel(head, i32x4.extend_low_i16x8_u(above1), inner, sum2, tail, i32x4.extend_low_i16x8_u(below1)), 32);
    v128.store(line, mixPixel(head, i32x4.extend_high_i16x8_u(above1), inner, sum3, tail, i32x4.extend_high_i16x8_u(below1)), 48);
  }
}

// @ts-expect-error: decorator
@inline
function mixPixel(head: v128, above: v128, inner: v128, sum: v128, tail: v128, below: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(head, f32x4.convert_i32x4_u(above)), f32x4.mul(tail, f32x4.convert_i32x4_u(below))),
    f32x4.mul(inner, sum),
  );
}

/**
 * Samples rows of a picture into planes of red, green and blue.
 *
 * @param pixels where row 0 of the picture would be; only the rows that are needed must be there, and 16 bytes after them. A row has
 *   `stride` bytes, four for each pixel
 * @param lowX, highX, lowY, highY what of the picture is sampled, both included. Beyond it goes on as it ends
 * @param line memory for a line of 16 bytes a pixel, and 64 more
 * @param out planes of floats, the next row `outRow` bytes and the next plane `outPlane` bytes on
 */
export function sampleRows(
  pixels: usize,
  stride: usize,
  lowX: i32,
  highX: i32,
  lowY: i32,
  highY: i32,
  columns: usize,
  width: i32,
  rows: usize,
  height: i32,
  line: usize,
  out: usize,
  outRow: usize,
  outPlane: usize,
): void {
  const left = clamp(changetype<Tap>(columns).first, lowX, highX);
  const right = clamp(changetype<Tap>(columns + <usize>(width - 1) * offsetof<Tap>()).last, lowX, highX);
  const zero = line - (<usize>left << 4);
  pixels += <usize>left << 2;
  for (let y = 0; y < height; y++, rows += offsetof<Tap>(), out += outRow) {
    mixRows(pixels, stride, changetype<Tap>(rows), lowY, highY, right - left + 1, line);
    let to = out;
    for (let x = 0, at = columns; x < width; x++, at += offsetof<Tap>(), to += 4) {
      const tap = changetype<Tap>(at);
      const first = zero + (<usize>clamp(tap.first, lowX, highX) << 4);
      const last = zero + (<usize>clamp(tap.last, lowX, highX) << 4);
      let sum = f32x4.splat(0);
      if (tap.first >= lowX && tap.last <= highX) {
        for (let from = first + 16; from < last; from += 16) sum = f32x4.add(sum, v128.load(from));
      } else {
        for (let i = tap.first + 1; i < tap.last; i++)
          sum = f32x4.add(sum, v128.load(zero + (<usize>clamp(i, lowX, highX) << 4)));
      }
      const value = f32x4.add(
        f32x4.add(f32x4.mul(f32x4.splat(tap.head), v128.load(first)), f32x4.mul(f32x4.splat(tap.tail), v128.load(last))),
        f32x4.mul(f32x4.splat(tap.inner), sum),
      );
      v128.store32_lane(to, value, 0);
      v128.store32_lane(to + outPlane, value, 1);
      v128.store32_lane(to + 2 * outPlane, value, 2);
    }
  }
}

/** Pixels of three bytes become pixels of four, opaque. Both go on for 16 bytes. */
export function addAlpha(samples: usize, pixels: usize, count: i32): void {
  const alpha = i32x4.splat(0xff000000);
  for (const end = pixels + (<usize>count << 2); pixels < end; pixels += 16, samples += 12) {
    // prettier-ignore
    const four = i8x16.swizzle(v128.load(samples), i8x16(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
    v128.store(pixels, v128.or(four, alpha));
  }
}
