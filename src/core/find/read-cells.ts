import { CHANNELS, STRIDE, UNIT_SIZE } from "./cells.ts";
import type { Region } from "./region.ts";

/** Largest and smallest side that a region may have, in pixels of the input: beyond it the network is not to be believed. */
const MAX_SIDE = 2000;
const MIN_SIDE = 1;

/**
 * Reads the peaks of the finder's map: cells with more than their eight neighbours (Zhou, Wang, Krähenbühl 2019,
 * https://arxiv.org/abs/1904.07850).
 *
 * @param cells `[16, rows, columns]`
 * @param minLogit lower peaks are no regions
 * @returns boxes in pixels of the finder's input
 */
export function readCells(cells: Float32Array, rows: number, columns: number, minLogit: number): Region[] {
  const plane = rows * columns;
  const regions: Region[] = [];
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      // A cell that is no number is below everything.
      if (!(cells[i] >= minLogit) || !isPeak(cells, rows, columns, x, y)) continue;
      const width = toSide(cells[CHANNELS.width * plane + i]);
      const height = toSide(cells[CHANNELS.height * plane + i]);
      const centreX = (x + 0.5 + cells[CHANNELS.x * plane + i]) * STRIDE;
      const centreY = (y + 0.5 + cells[CHANNELS.y * plane + i]) * STRIDE;
      const classes = new Float32Array(10);
      for (let digit = 0; digit < 10; digit++) classes[digit] = cells[(CHANNELS.classes + digit) * plane + i];
      regions.push({
        box: { x: centreX - width / 2, y: centreY - height / 2, width, height },
        logit: cells[i],
        logDigits: toLogProbabilitiesInPlace(classes),
      });
    }
  }
  return regions;
}

function isPeak(cells: Float32Array, rows: number, columns: number, x: number, y: number): boolean {
  const value = cells[y * columns + x];
  for (let ny = Math.max(0, y - 1); ny <= Math.min(rows - 1, y + 1); ny++) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(columns - 1, x + 1); nx++) {
      const other = cells[ny * columns + nx];
      // Of two equal neighbours the first is the peak.
      if (other > value || (other === value && (ny < y || (ny === y && nx < x)))) return false;
    }
  }
  return true;
}

function toSide(logarithm: number): number {
  return Math.min(MAX_SIDE, Math.max(MIN_SIDE, UNIT_SIZE * Math.exp(logarithm)));
}

function toLogProbabilitiesInPlace(logits: Float32Array): Float32Array {
  let highest = -Infinity;
  for (const logit of logits) if (logit > highest) highest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  const total = highest + Math.log(sum);
  for (let i = 0; i < logits.length; i++) logits[i] -= total;
  return logits;
}
