import type { Box } from "../picture.ts";
import { copyPart } from "./copy-part.ts";
import { kernels, reserve } from "./pixel-kernels.ts";

/** Along one side: so many pixels, each `step` pixels of the picture wide, around a centre in the part that is sampled. */
export interface SampledAxis {
  readonly centre: number;
  readonly step: number;
  readonly size: number;
}

/** Planes of red, green and blue in the kernels' memory, in floats. */
export interface Planes {
  readonly address: number;
  /** Of a row, in floats. */
  readonly rowLength: number;
  /** Of a plane, in floats. */
  readonly planeLength: number;
}

interface Rgba {
  readonly width: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

const TAP_BYTES = 20;
/** So many bytes of a picture are in the kernels' memory at a time, or a row of targets' where that takes more. So few stay in the processor's cache. */
const BAND_BYTES = 256_000;
/** Vectors reach beyond the end of what they read. */
const SLACK = 64;

/**
 * Samples a part of an opaque picture: the mean of what each pixel covers, linear between neighbours where it is enlarged. Beyond its
 * border the part goes on as it ends there.
 *
 * @param part whole pixels within the picture
 * @param gain what colours of 0…255 are multiplied by
 * @param free address of memory that may be written over; the planes lie before it
 */
export function samplePlanes(
  picture: Rgba,
  part: Box,
  columns: SampledAxis,
  rows: SampledAxis,
  gain: number,
  planes: Planes,
  free: number,
): void {
  const rowTaps = free + TAP_BYTES * columns.size;
  const line = Math.ceil((rowTaps + TAP_BYTES * rows.size) / 16) * 16;
  const pixels = line + 16 * part.width + SLACK;
  reserve(pixels + SLACK);
  kernels.findTaps(free, columns.centre, columns.step, columns.size, 1);
  kernels.findTaps(rowTaps, rows.centre, rows.step, rows.size, gain);
  const { left, wide } = columnsOf(columns, part.width - 1);
  const stride = 4 * wide;
  const highest = part.height - 1;
  const rowBefore = (y: number) => {
    const at = Math.floor(rows.centre + (y - rows.size / 2) * rows.step);
    return Math.min(highest, Math.max(0, at));
  };
  const atOnce = Math.max(1, Math.floor(BAND_BYTES / stride / Math.max(1, rows.step)));
  for (let y = 0; y < rows.size; y += atOnce) {
    const count = Math.min(atOnce, rows.size - y);
    // A row before and a row after are for what lies between neighbours.
    const first = Math.max(0, rowBefore(y) - 1);
    const last = Math.min(highest, rowBefore(y + count) + 1);
    const height = last - first + 1;
    reserve(pixels + height * stride + SLACK);
    copyPart(picture, { x: part.x + left, y: part.y + first, width: wide, height }, pixels);
    kernels.sampleRows(
      ...[pixels - 4 * left - first * stride, stride, 0, part.width - 1, 0, highest],
      ...[free, columns.size, rowTaps + TAP_BYTES * y, count, line],
      ...[planes.address + 4 * y * planes.rowLength, 4 * planes.rowLength, 4 * planes.planeLength],
    );
  }
}

/** The columns that are sampled, and one to each side, for what lies between neighbours. */
function columnsOf(
  { centre, step, size }: SampledAxis,
  last: number,
): { readonly left: number; readonly wide: number } {
  const half = (size / 2) * step;
  const left = Math.max(0, Math.min(last, Math.floor(centre - half) - 1));
  const right = Math.max(0, Math.min(last, Math.floor(centre + half) + 1));
  return { left, wide: right - left + 1 };
}
