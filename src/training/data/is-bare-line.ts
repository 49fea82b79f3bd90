import { INPUT_SIZE } from "../../core/picture.ts";

/** A row with less ink (in 255ths of a pixel) is paper. */
const MIN_INK = 100;
/** Least height in pixels; most standard deviation of the rows' middles and of their widths, in pixels. */
const MIN_HEIGHT = 15;
const MAX_BEND = 0.6;
const MAX_SWELL = 0.5;
/** Of width to height. */
const MAX_ASPECT = 0.4;
/** Where a pixel counts as ink, and how much of a row between its first and last such pixel may be paper, in pixels. */
const INK = 64;
const MAX_PAPER = 2;

/**
 * Whether a candidate shows one straight, upright line of even width and nothing else. Whatever it was cut from, a person
 * would read a 1, so it must not be shown as "no digit".
 *
 * @param input `[28, 28]`, 0 (paper) … 255 (ink)
 */
export function isBareLine(input: Uint8Array): boolean {
  const rows = inkedRows(input);
  const height = rows.length === 0 ? 0 : rows[rows.length - 1].y - rows[0].y + 1;
  if (height < MIN_HEIGHT || rows.length < height) return false;
  // The ends are rounded or worn.
  const inner = rows.slice(2, -2);
  const widths = inner.map(({ width }) => width);
  return (
    deviation(inner.map(({ middle }) => middle)) < MAX_BEND &&
    deviation(widths) < MAX_SWELL &&
    Math.max(...widths) < MAX_ASPECT * height &&
    inner.every(({ width, extent }) => extent - width < MAX_PAPER)
  );
}

interface Row {
  readonly y: number;
  readonly middle: number;
  /** Ink, in whole pixels. */
  readonly width: number;
  /** From the first to the last pixel of ink. */
  readonly extent: number;
}

function inkedRows(input: Uint8Array): readonly Row[] {
  const rows: Row[] = [];
  for (let y = 0; y < INPUT_SIZE; y++) {
    const row = input.subarray(y * INPUT_SIZE, (y + 1) * INPUT_SIZE);
    const ink = row.reduce((sum, value) => sum + value, 0);
    if (ink <= MIN_INK) continue;
    const middle = row.reduce((sum, value, x) => sum + value * x, 0) / ink;
    const extent = row.findLastIndex((value) => value > INK) - row.findIndex((value) => value > INK) + 1;
    rows.push({ y, middle, width: ink / 255, extent });
  }
  return rows;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
