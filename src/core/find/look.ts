import type { Finder } from "../finder.ts";
import { resizeInKernels } from "../image/resize-area.ts";
import type { Box, Picture } from "../picture.ts";
import { CHANNELS, INPUT_MULTIPLE, STRIDE } from "./cells.ts";
import { normalizeInKernels } from "./normalize-colours.ts";
import { readCells } from "./read-cells.ts";
import type { Region } from "./region.ts";

/** A region, and how large it was when it was seen. */
export interface SeenRegion extends Region {
  /** Its longer side in pixels of the finder's input. */
  readonly seenPx: number;
}

export interface LookOptions {
  /** Regions with lower odds of being a digit are left out; a logarithm. */
  readonly minLogit: number;
  /** Called before a look waits for its turn. */
  readonly onWait?: () => void;
  /** Called when it is a look's turn; throws to give up. */
  readonly onLook?: () => void;
}

/** What one look at a part of a picture gives, in the picture's own pixels. */
interface Look {
  readonly regions: readonly SeenRegion[];
  /** Places with digits that are too small to be recognized. */
  readonly small: readonly Box[];
}

/** From these odds on that small digits stand somewhere it is worth a look from nearer by. */
const MIN_SMALL_LOGIT = Math.log(0.4 / 0.6);
/** Steps per pixel that boxes are rounded to. */
const GRID = 64;
/** A region that was seen this large, in pixels of the input, and this surely, is boxed well enough: the classifier sees it in full. */
const WELL_SEEN_PX = 14;
const WELL_SEEN_LOGIT = -0.4;

/**
 * Shows a part of a picture to the finder.
 *
 * @param part whole pixels within the picture
 * @param scale pixels of the finder's input per pixel of the picture
 */
export async function look(
  picture: Picture,
  part: Box,
  scale: number,
  finder: Finder,
  { minLogit, onWait, onLook }: LookOptions,
): Promise<Look> {
  const width = Math.max(1, Math.round(part.width * scale));
  const height = Math.max(1, Math.round(part.height * scale));
  const paddedWidth = roundUp(width);
  const paddedHeight = roundUp(height);
  onWait?.();
  const makeColours = () => {
    onLook?.();
    // What is beyond the picture stays 0: the mean colour.
    const { data } = resizeInKernels(picture, width, height, { part, paddedWidth, paddedHeight });
    normalizeInKernels(data.length, { width, height, paddedWidth });
    return data.slice();
  };
  const cells = await finder.find({ width: paddedWidth, height: paddedHeight, makeColours });
  const rows = paddedHeight / STRIDE;
  const columns = paddedWidth / STRIDE;
  const zoom = { x: part.width / width, y: part.height / height };
  const toPicture = ({ x, y, width, height }: Box): Box => ({
    x: onGrid(part.x + x * zoom.x),
    y: onGrid(part.y + y * zoom.y),
    width: onGrid(width * zoom.x),
    height: onGrid(height * zoom.y),
  });
  const found = readCells(cells, rows, columns, minLogit).map((region) => ({
    region,
    place: toPicture(region.box),
    seenPx: Math.max(region.box.width, region.box.height),
  }));
  const whole = found.filter(({ place }) => !isCutOff(place, part, picture));
  const isSeen = markSeen(
    whole.filter(({ region, seenPx }) => seenPx >= WELL_SEEN_PX && region.logit >= WELL_SEEN_LOGIT),
    rows,
    columns,
  );
  const small: Box[] = [];
  for (let y = 0; y < Math.ceil(height / STRIDE); y++) {
    for (let x = 0; x < Math.ceil(width / STRIDE); x++) {
      const isSmall = cells[(CHANNELS.small * rows + y) * columns + x] >= MIN_SMALL_LOGIT;
      if (isSmall && isSeen[y * columns + x] === 0)
        small.push(toPicture({ x: x * STRIDE, y: y * STRIDE, width: STRIDE, height: STRIDE }));
    }
  }
  return { regions: whole.map(({ region, place, seenPx }) => ({ ...region, box: place, seenPx })), small };
}

/** Which cells lie on a region, a cell around it included. */
function markSeen(regions: readonly { readonly region: Region }[], rows: number, columns: number): Uint8Array {
  const isSeen = new Uint8Array(rows * columns);
  for (const { region } of regions) {
    const { x, y, width, height } = region.box;
    const left = Math.max(0, Math.floor(x / STRIDE) - 1);
    const right = Math.min(columns, Math.ceil((x + width) / STRIDE) + 1);
    const bottom = Math.min(rows, Math.ceil((y + height) / STRIDE) + 1);
    for (let row = Math.max(0, Math.floor(y / STRIDE) - 1); row < bottom; row++)
      isSeen.fill(1, row * columns + left, Math.max(row * columns + left, row * columns + right));
  }
  return isSeen;
}

/** Engines differ in the last bits; rounded, their boxes are the same, and so is everything that follows. */
function onGrid(value: number): number {
  return Math.round(value * GRID) / GRID;
}

function roundUp(side: number): number {
  return Math.ceil(side / INPUT_MULTIPLE) * INPUT_MULTIPLE;
}

/** Whether a part that is not the whole picture cuts a box off: the next part shows it whole. */
function isCutOff(box: Box, part: Box, picture: Picture): boolean {
  return (
    (box.x < part.x && part.x > 0) ||
    (box.y < part.y && part.y > 0) ||
    (box.x + box.width > part.x + part.width && part.x + part.width < picture.width) ||
    (box.y + box.height > part.y + part.height && part.y + part.height < picture.height)
  );
}
