import { normalizeColours } from "../find/normalize-colours.ts";
import type { LineReader } from "../line-reader.ts";
import type { Picture } from "../picture.ts";
import { type LineColumns, toColumns } from "./read-columns.ts";
import { drawStrip, type LinePlace, stripColumns } from "./strip.ts";

/** Longer strips, in pixels, are not read: no number is so long, and memory stays bounded. */
const MAX_COLUMNS = 4096;
/** Nor are higher lines, in pixels of the picture: places in them would not fit into the kernel's numbers. */
const MAX_HEIGHT = 10_000;

/** Shows a line to the line reader. @returns undefined where it is too long or too high */
export async function readStrip(
  picture: Picture,
  place: LinePlace,
  lineReader: LineReader,
): Promise<LineColumns | undefined> {
  const columns = stripColumns(place);
  if (columns > MAX_COLUMNS || place.height > MAX_HEIGHT) return undefined;
  const strip = drawStrip(picture, place, columns);
  normalizeColours(strip.colours);
  return toColumns(await lineReader.read(strip), place);
}
