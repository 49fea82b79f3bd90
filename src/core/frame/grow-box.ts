import type { Box, Picture } from "../picture.ts";
import { floatsAt } from "../pixels/pixel-kernels.ts";
import { drawInk } from "./draw-ink.ts";
import type { Extent } from "./extent.ts";
import { visibleSquare } from "./visible-square.ts";

/** Side of the window that is looked at, in its own pixels. */
const WINDOW = 64;
/** The window's side, in longer sides of the box. */
const ROOM = 2.2;
/** A pixel with this share of the full ink belongs to a stroke. */
const STROKE = 0.4;
/** A stroke belongs to the digit where this share of it lies in the box. */
const OWN = 0.25;
/** A stroke fills the box where this share of it lies there; else the digit's lies around it, within a box larger by so much. */
const INSIDE = 0.6;
const NEAR = 1.4;
const NEAR_OWN = 0.35;
/** Smaller regions are boxed well enough, in pixels of the picture. */
const MIN_SIDE = 40;
/** A stroke this close to the border of the window or the picture may go on: a ruling, a frame, another thing. */
const MARGIN = 1;

/**
 * Grows a large region's box to the ends of the strokes in it: the finder boxes large, thin digits too tightly.
 *
 * @returns the box itself where nothing continues beyond it, or where its end is unclear
 */
export function growBox(picture: Picture, box: Box): Box {
  const side = Math.max(box.width, box.height);
  if (side < MIN_SIDE) return box;
  const scale = WINDOW / (ROOM * side);
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  // The box's colours say what ink is; it is then searched in the whole window.
  const { places, halves } = drawInk(picture, box, scale, WINDOW, WINDOW);
  const visible = visibleSquare(picture, centre, scale, WINDOW);
  const ink = floatsAt(places.ink, WINDOW * WINDOW);
  const grown = joinStrokes(ink, halves, visible);
  if (grown === undefined) return box;
  const toPicture = (value: number, middle: number) => middle + (value - WINDOW / 2) / scale;
  const left = Math.min(box.x, toPicture(grown.left, centre.x));
  const top = Math.min(box.y, toPicture(grown.top, centre.y));
  const right = Math.max(box.x + box.width, toPicture(grown.right, centre.x));
  const bottom = Math.max(box.y + box.height, toPicture(grown.bottom, centre.y));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

interface Stroke extends Extent {
  /** Share of it that lies in the box, and in the larger one around it. */
  readonly inBox: number;
  readonly near: number;
}

/** Around all strokes that lie in the box to a good part; undefined where one of them reaches the border of the window or the picture. */
function joinStrokes(
  ink: Float32Array,
  halves: { readonly x: number; readonly y: number },
  visible: Extent,
): Extent | undefined {
  const strokes: Stroke[] = [];
  seen.fill(0);
  for (let start = 0; start < ink.length; start++)
    if (ink[start] >= STROKE && seen[start] === 0) strokes.push(followStroke(ink, start, halves));
  // A stroke around the box is the digit itself, as a large 0 is, only where none lies in the box.
  const isFilled = strokes.some(({ inBox }) => inBox >= INSIDE);
  const own = strokes.filter(({ inBox, near }) => (isFilled ? inBox >= OWN : near >= NEAR_OWN));
  const goesOn = (stroke: Extent) =>
    stroke.left < visible.left + MARGIN ||
    stroke.top < visible.top + MARGIN ||
    stroke.right > visible.right - MARGIN ||
    stroke.bottom > visible.bottom - MARGIN;
  return own.length === 0 || own.some(goesOn) ? undefined : own.reduce<Extent>(join, own[0]);
}

const seen = new Uint8Array(WINDOW * WINDOW);
const pixels = new Uint16Array(WINDOW * WINDOW);

/** All stroke pixels that hang together with this one. */
function followStroke(ink: Float32Array, start: number, halves: { readonly x: number; readonly y: number }): Stroke {
  const middle = WINDOW / 2;
  let left = WINDOW;
  let top = WINDOW;
  let right = 0;
  let bottom = 0;
  let count = 1;
  let inBox = 0;
  let near = 0;
  pixels[0] = start;
  seen[start] = 1;
  for (let next = 0; next < count; next++) {
    const x = pixels[next] % WINDOW;
    const y = Math.floor(pixels[next] / WINDOW);
    if (x < left) left = x;
    if (x >= right) right = x + 1;
    if (y < top) top = y;
    if (y >= bottom) bottom = y + 1;
    const fromX = Math.abs(x + 0.5 - middle);
    const fromY = Math.abs(y + 0.5 - middle);
    if (fromX <= halves.x && fromY <= halves.y) inBox++;
    if (fromX <= NEAR * halves.x && fromY <= NEAR * halves.y) near++;
    for (let dy = Math.max(0, y - 1); dy <= Math.min(WINDOW - 1, y + 1); dy++) {
      for (let dx = Math.max(0, x - 1); dx <= Math.min(WINDOW - 1, x + 1); dx++) {
        const at = dy * WINDOW + dx;
        if (seen[at] === 1 || ink[at] < STROKE) continue;
        seen[at] = 1;
        pixels[count++] = at;
      }
    }
  }
  return { left, top, right, bottom, inBox: inBox / count, near: near / count };
}

function join(a: Extent, b: Extent): Extent {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
