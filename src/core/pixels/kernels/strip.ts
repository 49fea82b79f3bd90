// @ts-expect-error: decorator
@inline
function toColours(pixel: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixel))));
}

// @ts-expect-error: decorator
@inline
function between(a: v128, b: v128, part: f32): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.splat(part), f32x4.sub(b, a)));
}

// @ts-expect-error: decorator
@inline
function clamp(value: i32, last: i32): i32 {
  return value < 0 ? 0 : value > last ? last : value;
}

/** Places along a column have so many bits for what lies between two pixels. */
const BITS: i32 = 16;
const ONE: f64 = <f64>(1 << BITS);
const PART: f32 = <f32>(1 / ONE);

/**
 * Draws a line of writing level, into planes of red, green and blue, 0…1: see `core/line/strip.ts`. Each pixel is the mean of `samples` ×
 * `samples` samples, linear between neighbours.
 *
 * @param pixels where pixel (0, 0) of the picture would be; only what the strip shows must be there. A row has `stride` bytes
 * @param lastX, lastY the picture's last column and row. Beyond its border it goes on as it ends there
 * @param left, y the line's beginning, `slope` how much lower it is for each pixel to the right
 * @param stepX, stepY pixels of the picture per pixel of the strip
 * @param scratch memory for 16 bytes a row of the strip, and 16 for each of the rows that a column of it covers, and three more
 * @param out `[3, rows, columns]`
 */
export function sampleStrip(
  pixels: usize,
  stride: usize,
  lastX: i32,
  lastY: i32,
  left: f64,
  y: f64,
  slope: f64,
  stepX: f64,
  stepY: f64,
  samples: i32,
  columns: i32,
  rows: i32,
  scratch: usize,
  out: usize,
): void {
  const sums = scratch;
  const line = scratch + (<usize>rows << 4);
  const share = f32x4.splat(<f32>(1 / (255 * <f64>(samples * samples))));
  const finest = 1 / <f64>samples;
  const plane = <usize>(rows * columns) << 2;
  const step = <i32>Math.round(stepY * finest * ONE);
  for (let column = 0; column < columns; column++) {
    memory.fill(sums, 0, <usize>rows << 4);
    for (let i = 0; i < samples; i++) {
      const x = left + (<f64>column + (<f64>i + 0.5) * finest) * stepX;
      const from = y + slope * (x - left) + (0.5 * finest - <f64>rows / 2) * stepY - 0.5;
      const first = Math.floor(from);
      let at = <i32>((from - first) * ONE);
      const covered = ((at + step * (rows * samples - 1)) >> BITS) + 2;
      mixColumn(pixels, stride, lastX, lastY, x - 0.5, <i32>first, covered, line);
      for (let sum = sums, end = sums + (<usize>rows << 4); sum < end; sum += 16) {
        let total = v128.load(sum);
        for (let j = 0; j < samples; j++, at += step) {
          const upper = line + (<usize>(at >> BITS) << 4);
          total = f32x4.add(total, between(v128.load(upper), v128.load(upper, 16), <f32>(at & ((1 << BITS) - 1)) * PART));
        }
        v128.store(sum, total);
      }
    }
    let to = out + (<usize>column << 2);
    for (let row = 0; row < rows; row++, to += <usize>columns << 2) {
      const value = f32x4.mul(v128.load(sums + (<usize>row << 4)), share);
      v128.store32_lane(to, value, 0);
      v128.store32_lane(to + plane, value, 1);
      v128.store32_lane(to + 2 * plane, value, 2);
    }
  }
}

/** What `count` rows from `first` on show at `x`, between two of their pixels: 16 bytes each. */
function mixColumn(
  pixels: usize,
  stride: usize,
  lastX: i32,
  lastY: i32,
  x: f64,
  first: i32,
  count: i32,
  line: usize,
): void {
  const whole = Math.floor(x);
  const part = <f32>(x - whole);
  const right = pixels + (<usize>clamp(<i32>whole + 1, lastX) << 2);
  const left = pixels + (<usize>clamp(<i32>whole, lastX) << 2);
  for (let at = first, end = first + count; at < end; at++, line += 16) {
    const row = <usize>clamp(at, lastY) * stride;
    v128.store(line, between(toColours(left + row), toColours(right + row), part));
  }
}
