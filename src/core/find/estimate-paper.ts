import { enlargeGrid, type GridPlaces } from "../image/enlarge-grid.ts";
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
  return enlargeGrid(
    closeTiles(tiles, columns, rows, Math.max(width, height) < SMALL ? 0 : RIM),
    columns,
    findPlaces(columns, allocate(Int32Array, width), allocate(Float32Array, width)),
    findPlaces(rows, allocate(Int32Array, height), allocate(Float64Array, height)),
    allocate(Float32Array, width * height),
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
function closeTiles(tiles: Float32Array, columns: number, rows: number, rim: number): Float32Array {
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

/** Between the middles of the tiles; before the first and beyond the last tile nothing changes. */
function findPlaces(tiles: number, firsts: Int32Array, shares: GridPlaces["shares"]): GridPlaces {
  for (let i = 0; i < firsts.length; i++) {
    const at = Math.min(tiles - 1, Math.max(0, ((i + 0.5) * tiles) / firsts.length - 0.5));
    firsts[i] = Math.max(0, Math.min(tiles - 2, Math.floor(at)));
    shares[i] = at - firsts[i];
  }
  return { firsts, shares };
}
