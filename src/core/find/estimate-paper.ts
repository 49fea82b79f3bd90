import { allocate } from "../scratch.ts";
import type { Tone } from "./to-paper-tone.ts";

const TILES = 16;
/** Dark things up to this many tiles wide count as something on the paper, wider ones as paper in shadow. */
const CLOSING_RADIUS = 3;
/** In small pictures the digit may fill the frame, so what is dark at the rim is ink; in large ones it is shadow. */
const SMALL = 100;
/** Tiles beyond the rim that the closing takes into account; without them it would brighten a shadow that grows to the rim. */
const RIM = 3;

/**
 * Brightness that the paper would have without ink: the 80 % quantile of each of 16×16 tiles, a grey closing over the tiles
 * (Sternberg's rolling ball, Computer 1983, made cheap), then bilinear in between.
 *
 * @returns `[height, width]`, 0…1
 */
export function estimatePaper(tone: Tone): Float32Array {
  const { width, height } = tone;
  const columns = Math.min(TILES, width);
  const rows = Math.min(TILES, height);
  const tiles = allocate(Float32Array, columns * rows);
  const bins = allocate(Uint16Array, 64);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      tiles[row * columns + column] = brightTone(tone, row, column, rows, columns, bins);
  }
  return interpolate(
    close(tiles, columns, rows, Math.max(width, height) < SMALL ? 0 : RIM),
    columns,
    rows,
    width,
    height,
  );
}

/** @param bins to count in, all zero before and after */
function brightTone(
  { width, height, data }: Tone,
  row: number,
  column: number,
  rows: number,
  columns: number,
  bins: Uint16Array,
): number {
  const x0 = Math.floor((column * width) / columns);
  const x1 = Math.floor(((column + 1) * width) / columns);
  const y0 = Math.floor((row * height) / rows);
  const y1 = Math.floor(((row + 1) * height) / rows);
  let [bin, lowest] = [0, 63];
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const level = (data[y * width + x] * 63.999) | 0;
      bins[level]++;
      if (level > bin) bin = level;
      if (level < lowest) lowest = level;
    }
  }
  const highest = bin;
  let above = 0.2 * (x1 - x0) * (y1 - y0);
  while (bin > 0 && bins[bin] <= above) above -= bins[bin--];
  bins.fill(0, lowest, highest + 1);
  return (bin + 0.5) / 64;
}

/** Grey closing by a square; `rim` tiles beyond the border see only the border's tiles. */
function close(tiles: Float32Array, columns: number, rows: number, rim: number): Float32Array {
  const across = closeLines(tiles, columns, rows, 1, columns, rim);
  return closeLines(across, rows, columns, columns, 1, rim);
}

/** Closing of each line of `length` values, `step` apart, by a segment. */
function closeLines(
  values: Float32Array,
  length: number,
  lines: number,
  step: number,
  stride: number,
  rim: number,
): Float32Array {
  const out = allocate(Float32Array, values.length);
  const dilated = allocate(Float32Array, length + 2 * rim);
  for (let line = 0; line < lines; line++) {
    for (let i = -rim; i < length + rim; i++) {
      let best = 0;
      for (let k = Math.max(0, i - CLOSING_RADIUS); k <= Math.min(length - 1, i + CLOSING_RADIUS); k++) {
        best = Math.max(best, values[line * stride + k * step]);
      }
      dilated[i + rim] = best;
    }
    for (let i = 0; i < length; i++) {
      let best = 1;
      for (
        let k = Math.max(0, i + rim - CLOSING_RADIUS);
        k <= Math.min(dilated.length - 1, i + rim + CLOSING_RADIUS);
        k++
      ) {
        best = Math.min(best, dilated[k]);
      }
      out[line * stride + i * step] = best;
    }
  }
  return out;
}

function interpolate(tiles: Float32Array, columns: number, rows: number, width: number, height: number): Float32Array {
  const out = allocate(Float32Array, width * height);
  const lefts = allocate(Int32Array, width);
  const shares = allocate(Float32Array, width);
  for (let x = 0; x < width; x++) {
    const at = Math.min(columns - 1, Math.max(0, ((x + 0.5) * columns) / width - 0.5));
    lefts[x] = Math.max(0, Math.min(columns - 2, Math.floor(at)));
    shares[x] = at - lefts[x];
  }
  const right = columns === 1 ? 0 : 1;
  const line = allocate(Float32Array, columns);
  for (let y = 0; y < height; y++) {
    const at = Math.min(rows - 1, Math.max(0, ((y + 0.5) * rows) / height - 0.5));
    const top = Math.max(0, Math.min(rows - 2, Math.floor(at)));
    const share = at - top;
    const below = rows === 1 ? 0 : columns;
    for (let column = 0; column < columns; column++) {
      const i = top * columns + column;
      line[column] = tiles[i] + (tiles[i + below] - tiles[i]) * share;
    }
    for (let x = 0; x < width; x++) {
      const left = line[lefts[x]];
      out[y * width + x] = left + (line[lefts[x] + right] - left) * shares[x];
    }
  }
  return out;
}
