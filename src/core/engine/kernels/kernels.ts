// The engine's inner loops, in AssemblyScript (https://www.assemblyscript.org/): scripts/compile-kernels.ts makes WebAssembly of them.
//
// Tensors lie in memory as [row][column][channel], so that what a convolution reads for one pixel and one row of its kernel is one
// stretch. Floats are f32; whole numbers, of networks in 8-bit integers, are i16, less their zero point, and are multiplied two at a
// time. Either way a step takes four bytes of one pixel. All lengths and distances are in bytes, unless named otherwise.

/** First address that is free: before it lies what the compiler put into memory, if anything. */
export const freeFrom: usize = __heap_base;

/** Channels that are computed together: two vectors. */
const BLOCK: usize = 8;

// @ts-expect-error: decorator
@inline
function multiplyAdd<T>(a: v128, b: v128, sum: v128): v128 {
  if (isFloat<T>()) {
    if (isDefined(RELAXED)) return f32x4.relaxed_madd(a, b, sum);
    return f32x4.add(sum, f32x4.mul(a, b));
  }
  return i32x4.add(sum, i32x4.dot_i16x8_s(a, b));
}

/** One vector of sums as it is stored: floats with what is added to them, whole numbers rounded to their new scale. */
// @ts-expect-error: decorator
@inline
function finish<T>(sum: v128, scale: v128, low: v128, high: v128, output: usize, added: usize): void {
  if (isFloat<T>()) {
    if (added) sum = f32x4.add(sum, v128.load(added));
    v128.store(output, f32x4.max(sum, low));
  } else {
    const scaled = f32x4.mul(f32x4.convert_i32x4_s(sum), scale);
    const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.min(f32x4.max(scaled, low), high)));
    v128.store64_lane(output, i16x8.narrow_i32x4_s(whole, whole), 0);
  }
}

/** `n` pixels beside each other (1, 4 or 6), eight channels of each. */
// @ts-expect-error: decorator
@inline
function convolveTile<T>(
  n: i32,
  input: usize,
  inputPixel: usize,
  inputRow: usize,
  kernelRows: i32,
  run: usize,
  weights: usize,
  bias: usize,
  scales: usize,
  low: v128,
  high: v128,
  output: usize,
  outputPixel: usize,
  added: usize,
  addedPixel: usize,
): void {
  let sum00 = v128.load(bias);
  let sum01 = v128.load(bias, 16);
  let sum10 = sum00;
  let sum11 = sum01;
  let sum20 = sum00;
  let sum21 = sum01;
  let sum30 = sum00;
  let sum31 = sum01;
  let sum40 = sum00;
  let sum41 = sum01;
  let sum50 = sum00;
  let sum51 = sum01;
  for (let row = 0; row < kernelRows; row++) {
    let at0 = input;
    let at1 = input + inputPixel;
    let at2 = at1 + inputPixel;
    let at3 = at2 + inputPixel;
    let at4 = at3 + inputPixel;
    let at5 = at4 + inputPixel;
    for (const end = input + run; at0 < end; ) {
      const weight0 = v128.load(weights);
      const weight1 = v128.load(weights, 16);
      weights += 32;
      let pixel = v128.load32_splat(at0);
      sum00 = multiplyAdd<T>(pixel, weight0, sum00);
      sum01 = multiplyAdd<T>(pixel, weight1, sum01);
      at0 += 4;
      if (n > 1) {
        pixel = v128.load32_splat(at1);
        sum10 = multiplyAdd<T>(pixel, weight0, sum10);
        sum11 = multiplyAdd<T>(pixel, weight1, sum11);
        at1 += 4;
        pixel = v128.load32_splat(at2);
        sum20 = multiplyAdd<T>(pixel, weight0, sum20);
        sum21 = multiplyAdd<T>(pixel, weight1, sum21);
        at2 += 4;
        pixel = v128.load32_splat(at3);
        sum30 = multiplyAdd<T>(pixel, weight0, sum30);
        sum31 = multiplyAdd<T>(pixel, weight1, sum31);
        at3 += 4;
      }
      if (n > 4) {
        pixel = v128.load32_splat(at4);
        sum40 = multiplyAdd<T>(pixel, weight0, sum40);
        sum41 = multiplyAdd<T>(pixel, weight1, sum41);
        at4 += 4;
        pixel = v128.load32_splat(at5);
        sum50 = multiplyAdd<T>(pixel, weight0, sum50);
        sum51 = multiplyAdd<T>(pixel, weight1, sum51);
        at5 += 4;
      }
    }
    input += inputRow;
  }
  const half: usize = 4 * sizeof<T>();
  const scale0 = isFloat<T>() ? low : v128.load(scales);
  const scale1 = isFloat<T>() ? low : v128.load(scales, 16);
  finish<T>(sum00, scale0, low, high, output, added);
  finish<T>(sum01, scale1, low, high, output + half, added ? added + 16 : 0);
  if (n > 1) {
    output += outputPixel;
    added += addedPixel;
    finish<T>(sum10, scale0, low, high, output, added);
    finish<T>(sum11, scale1, low, high, output + half, added ? added + 16 : 0);
    output += outputPixel;
    added += addedPixel;
    finish<T>(sum20, scale0, low, high, output, added);
    finish<T>(sum21, scale1, low, high, output + half, added ? added + 16 : 0);
    output += outputPixel;
    added += addedPixel;
    finish<T>(sum30, scale0, low, high, output, added);
    finish<T>(sum31, scale1, low, high, output + half, added ? added + 16 : 0);
  }
  if (n > 4) {
    output += outputPixel;
    added += addedPixel;
    finish<T>(sum40, scale0, low, high, output, added);
    finish<T>(sum41, scale1, low, high, output + half, added ? added + 16 : 0);
    output += outputPixel;
    added += addedPixel;
    finish<T>(sum50, scale0, low, high, output, added);
    finish<T>(sum51, scale1, low, high, output + half, added ? added + 16 : 0);
  }
}

// @ts-expect-error: decorator
@inline
function convolve<T>(
  input: usize,
  inputPixel: usize,
  inputRow: usize,
  rowStep: usize,
  kernelRows: i32,
  run: usize,
  weights: usize,
  biases: usize,
  scales: usize,
  lowest: f32,
  highest: f32,
  output: usize,
  outputPixel: usize,
  outputRow: usize,
  added: usize,
  addedPixel: usize,
  addedRow: usize,
  rows: i32,
  columns: i32,
  blocks: i32,
): void {
  const low = f32x4.splat(lowest);
  const high = f32x4.splat(highest);
  const blockWeights: usize = (run * <usize>kernelRows) << 3;
  for (let block = 0; block < blocks; block++) {
    const first = <usize>block * BLOCK;
    const bias = biases + (first << 2);
    const scale = scales + (first << 2);
    for (let row = 0; row < rows; row++) {
      const from = input + <usize>row * rowStep;
      const to = output + <usize>row * outputRow + first * sizeof<T>();
      const more = added ? added + <usize>row * addedRow + (first << 2) : 0;
      for (let column = 0; column < columns; ) {
        const left = columns - column;
        // Tiles that cover a row with the least left over; the last one may begin in the one before it, and computes the same again.
        if (columns < 4) {
          convolveTile<T>(1, from + <usize>column * inputPixel, inputPixel, inputRow, kernelRows, run, weights, bias, scale, low, high, to + <usize>column * outputPixel, outputPixel, more ? more + <usize>column * addedPixel : 0, addedPixel);
          column++;
        } else if (left <= 4 || left == 7 || left == 8 || columns < 6) {
          const start: usize = min(column, columns - 4);
          convolveTile<T>(4, from + start * inputPixel, inputPixel, inputRow, kernelRows, run, weights, bias, scale, low, high, to + start * outputPixel, outputPixel, more ? more + start * addedPixel : 0, addedPixel);
          column += 4;
        } else {
          const start: usize = min(column, columns - 6);
          convolveTile<T>(6, from + start * inputPixel, inputPixel, inputRow, kernelRows, run, weights, bias, scale, low, high, to + start * outputPixel, outputPixel, more ? more + start * addedPixel : 0, addedPixel);
          column += 6;
        }
      }
    }
    weights += blockWeights;
  }
}

export function convolveFloats(input: usize, inputPixel: usize, inputRow: usize, rowStep: usize, kernelRows: i32, run: usize, weights: usize, biases: usize, scales: usize, lowest: f32, highest: f32, output: usize, outputPixel: usize, outputRow: usize, added: usize, addedPixel: usize, addedRow: usize, rows: i32, columns: i32, blocks: i32): void {
  if (added) convolve<f32>(input, inputPixel, inputRow, rowStep, kernelRows, run, weights, biases, scales, lowest, highest, output, outputPixel, outputRow, added, addedPixel, addedRow, rows, columns, blocks);
  else convolve<f32>(input, inputPixel, inputRow, rowStep, kernelRows, run, weights, biases, scales, lowest, highest, output, outputPixel, outputRow, 0, 0, 0, rows, columns, blocks);
}

export function convolveWholes(input: usize, inputPixel: usize, inputRow: usize, rowStep: usize, kernelRows: i32, run: usize, weights: usize, biases: usize, scales: usize, lowest: f32, highest: f32, output: usize, outputPixel: usize, outputRow: usize, rows: i32, columns: i32, blocks: i32): void {
  convolve<i16>(input, inputPixel, inputRow, rowStep, kernelRows, run, weights, biases, scales, lowest, highest, output, outputPixel, outputRow, 0, 0, 0, rows, columns, blocks);
}

/** A picture `[channels][rows][columns]` of floats → `[row][column][channel]`. */
export function fromPlanes(input: usize, rows: i32, columns: i32, channels: i32, output: usize, outputPixel: usize, outputRow: usize): void {
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      let to = output + <usize>row * outputRow + (<usize>channel << 2);
      for (let column = 0; column < columns; column++) {
        store<f32>(to, load<f32>(input));
        input += 4;
        to += outputPixel;
      }
    }
  }
}

/** The way back. */
export function toPlanes(input: usize, inputPixel: usize, inputRow: usize, rows: i32, columns: i32, channels: i32, output: usize): void {
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      let from = input + <usize>row * inputRow + (<usize>channel << 2);
      for (let column = 0; column < columns; column++) {
        store<f32>(output, load<f32>(from));
        output += 4;
        from += inputPixel;
      }
    }
  }
}

/** Zeros around a picture: what lies `above`, `left`, `right` and `below` of its rows of `row` bytes, which are `distance` apart. */
export function clearBorder(output: usize, rows: i32, row: usize, distance: usize, above: usize, left: usize, right: usize, below: usize): void {
  memory.fill(output - left - above * distance, 0, above * distance);
  for (let at = 0; at < rows; at++) {
    const start = output + <usize>at * distance;
    memory.fill(start - left, 0, left);
    memory.fill(start + row, 0, right);
  }
  memory.fill(output + <usize>rows * distance - left, 0, below * distance);
}

/** Enlarges by whole factors, each pixel to equal ones, and adds what `added` holds, if any. `vectors` of four channels. */
export function enlarge(input: usize, inputPixel: usize, inputRow: usize, factorRows: i32, factorColumns: i32, lowest: f32, output: usize, outputPixel: usize, outputRow: usize, added: usize, addedPixel: usize, addedRow: usize, rows: i32, columns: i32, vectors: i32): void {
  const low = f32x4.splat(lowest);
  const bytes = <usize>vectors << 4;
  for (let row = 0; row < rows; row++) {
    let from = input + <usize>(row / factorRows) * inputRow;
    let to = output + <usize>row * outputRow;
    let more = added + <usize>row * addedRow;
    let step = 0;
    for (let column = 0; column < columns; column++) {
      for (let at: usize = 0; at < bytes; at += 16) {
        let value = v128.load(from + at);
        if (added) value = f32x4.add(value, v128.load(more + at));
        v128.store(to + at, f32x4.max(value, low));
      }
      to += outputPixel;
      more += addedPixel;
      if (++step == factorColumns) {
        step = 0;
        from += inputPixel;
      }
    }
  }
}

/** The largest or the mean of each window, of those of its pixels that are in the picture. `vectors` of four channels. */
// @ts-expect-error: decorator
@inline
function pool(largest: bool, input: usize, inputPixel: usize, inputRow: usize, inputRows: i32, inputColumns: i32, windowRows: i32, windowColumns: i32, stepRows: i32, stepColumns: i32, above: i32, left: i32, countsBorder: i32, output: usize, outputPixel: usize, outputRow: usize, rows: i32, columns: i32, vectors: i32): void {
  for (let row = 0; row < rows; row++) {
    const y = row * stepRows - above;
    const top = max(0, y);
    const bottom = min(inputRows, y + windowRows);
    for (let column = 0; column < columns; column++) {
      const x = column * stepColumns - left;
      const start = max(0, x);
      const end = min(inputColumns, x + windowColumns);
      const count = countsBorder ? windowRows * windowColumns : (bottom - top) * (end - start);
      const to = output + <usize>row * outputRow + <usize>column * outputPixel;
      for (let vector = 0; vector < vectors; vector++) {
        let sum = largest ? f32x4.splat(-Infinity) : f32x4.splat(0);
        for (let at = top; at < bottom; at++) {
          let from = input + <usize>at * inputRow + <usize>start * inputPixel + (<usize>vector << 4);
          for (let i = start; i < end; i++) {
            const value = v128.load(from);
            sum = largest ? f32x4.max(sum, value) : f32x4.add(sum, value);
            from += inputPixel;
          }
        }
        v128.store(to + (<usize>vector << 4), largest ? sum : f32x4.div(sum, f32x4.splat(<f32>count)));
      }
    }
  }
}

export function poolLargest(input: usize, inputPixel: usize, inputRow: usize, inputRows: i32, inputColumns: i32, windowRows: i32, windowColumns: i32, stepRows: i32, stepColumns: i32, above: i32, left: i32, countsBorder: i32, output: usize, outputPixel: usize, outputRow: usize, rows: i32, columns: i32, vectors: i32): void {
  pool(true, input, inputPixel, inputRow, inputRows, inputColumns, windowRows, windowColumns, stepRows, stepColumns, above, left, countsBorder, output, outputPixel, outputRow, rows, columns, vectors);
}

export function poolMean(input: usize, inputPixel: usize, inputRow: usize, inputRows: i32, inputColumns: i32, windowRows: i32, windowColumns: i32, stepRows: i32, stepColumns: i32, above: i32, left: i32, countsBorder: i32, output: usize, outputPixel: usize, outputRow: usize, rows: i32, columns: i32, vectors: i32): void {
  pool(false, input, inputPixel, inputRow, inputRows, inputColumns, windowRows, windowColumns, stepRows, stepColumns, above, left, countsBorder, output, outputPixel, outputRow, rows, columns, vectors);
}

/** Floats → whole numbers, less their zero point; `[low, high]` are 0 and 255 less it. `channels` of each pixel, one at a time. */
export function quantize(input: usize, inputPixel: usize, inputRow: usize, scale: f32, low: f32, high: f32, output: usize, outputPixel: usize, outputRow: usize, rows: i32, columns: i32, channels: i32): void {
  for (let row = 0; row < rows; row++) {
    let from = input + <usize>row * inputRow;
    let to = output + <usize>row * outputRow;
    for (let column = 0; column < columns; column++) {
      for (let channel: usize = 0; channel < <usize>channels; channel++) {
        const value = nearest<f32>(min<f32>(max<f32>(load<f32>(from + (channel << 2)) / scale, low), high));
        store<i16>(to + (channel << 1), <i16>value);
      }
      from += inputPixel;
      to += outputPixel;
    }
  }
}

/** Whole numbers → floats. */
export function dequantize(input: usize, inputPixel: usize, inputRow: usize, scale: f32, output: usize, outputPixel: usize, outputRow: usize, rows: i32, columns: i32, channels: i32): void {
  for (let row = 0; row < rows; row++) {
    let from = input + <usize>row * inputRow;
    let to = output + <usize>row * outputRow;
    for (let column = 0; column < columns; column++) {
      for (let channel: usize = 0; channel < <usize>channels; channel++)
        store<f32>(to + (channel << 2), <f32>load<i16>(from + (channel << 1)) * scale);
      from += inputPixel;
      to += outputPixel;
    }
  }
}

/** The sum of two tensors of whole numbers with scales of their own, in a third one; `share` is a scale as a part of the sum's. */
export function addWholes(one: usize, onePixel: usize, oneRow: usize, oneShare: f32, other: usize, otherPixel: usize, otherRow: usize, otherShare: f32, lowest: f32, highest: f32, output: usize, outputPixel: usize, outputRow: usize, rows: i32, columns: i32, vectors: i32): void {
  const shareOne = f32x4.splat(oneShare);
  const shareOther = f32x4.splat(otherShare);
  const low = f32x4.splat(lowest);
  const high = f32x4.splat(highest);
  const bytes = <usize>vectors << 3;
  for (let row = 0; row < rows; row++) {
    let a = one + <usize>row * oneRow;
    let b = other + <usize>row * otherRow;
    let to = output + <usize>row * outputRow;
    for (let column = 0; column < columns; column++) {
      for (let at: usize = 0; at < bytes; at += 8) {
        const first = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(a + at)), shareOne);
        const second = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(b + at)), shareOther);
        const sum = f32x4.nearest(f32x4.min(f32x4.max(f32x4.add(first, second), low), high));
        const whole = i32x4.trunc_sat_f32x4_s(sum);
        v128.store64_lane(to + at, i16x8.narrow_i32x4_s(whole, whole), 0);
      }
      a += onePixel;
      b += otherPixel;
      to += outputPixel;
    }
  }
}

/** The sum of two tensors of floats, not below `lowest`. */
export function addFloats(one: usize, onePixel: usize, oneRow: usize, other: usize, otherPixel: usize, otherRow: usize, lowest: f32, output: usize, outputPixel: usize, outputRow: usize, rows: i32, columns: i32, vectors: i32): void {
  enlarge(one, onePixel, oneRow, 1, 1, lowest, output, outputPixel, outputRow, other, otherPixel, otherRow, rows, columns, vectors);
}
