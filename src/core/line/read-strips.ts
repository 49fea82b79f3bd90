import { normalizeInKernels } from "../find/normalize-colours.ts";
import type { LineReader } from "../line-reader.ts";
import type { Picture } from "../picture.ts";
import { type LineColumns, toColumns } from "./read-columns.ts";
import { drawStripInKernels, type LinePlace, STRIP_ROWS, type Strips, stripColumns } from "./strip.ts";

/** Longer strips, in pixels, are not read: no number is so long, and memory stays bounded. */
const MAX_COLUMNS = 4096;
/** Nor are higher lines, in pixels of the picture: places in them would not fit into the kernel's numbers. */
const MAX_HEIGHT = 10_000;
/** Strips of the same width that the line reader sees at once: four take a quarter less time than one after the other, more gain nothing. Together they are no longer than one strip may be. */
const MAX_AT_ONCE = 4;

/**
 * Shows lines to the line reader, those of the same width together.
 *
 * @param onStrips called before some are shown; throws to give up
 * @returns for each place what the line reader says; undefined where it is too long or too high
 */
export async function readStrips(
  picture: Picture,
  places: readonly LinePlace[],
  lineReader: LineReader,
  onStrips: () => void,
): Promise<(LineColumns | undefined)[]> {
  const seen = new Array<LineColumns | undefined>(places.length).fill(undefined);
  for (const [columns, indices] of groupByWidth(places)) {
    const atOnce = Math.min(MAX_AT_ONCE, Math.floor(MAX_COLUMNS / columns));
    for (let from = 0; from < indices.length; from += atOnce) {
      const shown = indices.slice(from, from + atOnce);
      onStrips();
      const strips = drawStrips(
        picture,
        shown.map((i) => places[i]),
        columns,
      );
      const logits = await lineReader.read(strips);
      const each = logits.length / shown.length;
      for (const [at, i] of shown.entries())
        seen[i] = toColumns(logits.subarray(at * each, (at + 1) * each), places[i]);
    }
  }
  return seen;
}

/** Indices into `places` by the width of the strip, without those that are not read. */
function groupByWidth(places: readonly LinePlace[]): Map<number, number[]> {
  const groups = new Map<number, number[]>(); // not Map.groupBy, which Safari has only since 17.4
  for (const [i, place] of places.entries()) {
    const columns = stripColumns(place);
    if (columns > MAX_COLUMNS || place.height > MAX_HEIGHT) continue;
    const group = groups.get(columns);
    if (group) group.push(i);
    else groups.set(columns, [i]);
  }
  return groups;
}

/** With normalized colours. */
function drawStrips(picture: Picture, places: readonly LinePlace[], columns: number): Strips {
  const n = STRIP_ROWS * columns;
  const colours = new Float32Array(places.length * 3 * n);
  for (const [at, place] of places.entries()) {
    const drawn = drawStripInKernels(picture, place, columns);
    normalizeInKernels(drawn.length, { width: n, height: 1, paddedWidth: n });
    colours.set(drawn, at * drawn.length);
  }
  return { count: places.length, columns, colours };
}
