/** Less their mean, by their common spread, at most `most` from it: see `find/normalize-colours.ts`. */
export function normalizePlanes(
  planes: usize,
  width: i32,
  height: i32,
  outRow: usize,
  outPlane: usize,
  minSpread: f64,
  most: f32,
): void {
  const n = <f64>width * <f64>height;
  let square: f64 = 0;
  for (let c: usize = 0; c < 3; c++) {
    const plane = planes + c * outPlane;
    let sums = f64x2.splat(0);
    let squares = f64x2.splat(0);
    for (let y = 0, row = plane; y < height; y++, row += outRow) {
      const end = row + (<usize>width << 2);
      let at = row;
      for (; at + 16 <= end; at += 16) {
        const four = v128.load(at);
        const low = f64x2.promote_low_f32x4(four);
        const high = f64x2.promote_low_f32x4(i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
        sums = f64x2.add(sums, f64x2.add(low, high));
        squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
      }
      for (; at < end; at += 4) {
        const one = f64x2.replace_lane(f64x2.splat(0), 0, <f64>load<f32>(at));
        sums = f64x2.add(sums, one);
        squares = f64x2.add(squares, f64x2.mul(one, one));
      }
    }
    const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    const mean = sum / n;
    store<f64>(means + (c << 3), mean);
    square += max<f64>(0, f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1) - sum * mean);
  }
  const gain = f32x4.splat(<f32>(1 / max<f64>(minSpread, Math.sqrt(square / (3 * n)))));
  const high = f32x4.splat(most);
  const low = f32x4.splat(-most);
  for (let c: usize = 0; c < 3; c++) {
    const plane = planes + c * outPlane;
    const mean = f32x4.splat(<f32>load<f64>(means + (c << 3)));
    for (let y = 0, row = plane; y < height; y++, row += outRow) {
      const end = row + (<usize>width << 2);
      let at = row;
      for (; at + 16 <= end; at += 16)
        v128.store(at, f32x4.max(low, f32x4.min(high, f32x4.mul(f32x4.sub(v128.load(at), mean), gain))));
      for (; at < end; at += 4)
        v128.store32_lane(at, f32x4.max(low, f32x4.min(high, f32x4.mul(f32x4.sub(v128.load32_splat(at), mean), gain))), 0);
    }
  }
}

const means: usize = memory.data(24);
