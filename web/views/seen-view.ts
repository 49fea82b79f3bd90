import { INPUT_SIZE } from "../../src/core/picture.ts";
import { byId } from "../by-id.ts";
import type { Item } from "../item.ts";
import type { ShownReading } from "../reading.ts";
import { TEXTS } from "../texts.ts";

const SIDE = 560;
const FRAME_WIDTH = 7;
const FOR = [255, 138, 30] as const;
const AGAINST = [64, 140, 255] as const;
/** Ink that made no difference. */
const NEUTRAL = [120, 120, 120] as const;
/** Log-odds that get the full colour at least; weaker evidence stays pale. */
const FULL_COLOUR = 1;

/** Shows what the machine saw: the picture with its box, the 28×28 pixels, and what spoke for the answer. */
export function showSeen({ name, preview, reading, heat }: Item): void {
  const picture = byId<HTMLCanvasElement>("seen-picture");
  paintPicture(picture, preview, reading);
  picture.setAttribute("aria-label", preview === undefined ? TEXTS.page.seenPicture : TEXTS.pictureAlt(name));
  byId("seen-box").textContent =
    reading === undefined
      ? "\u00a0"
      : TEXTS.boxLabel(TEXTS.inks[reading.ink], Math.round(reading.box.width), Math.round(reading.box.height));
  const input = byId<HTMLCanvasElement>("seen-input");
  input.getContext("2d")!.putImageData(toGrey(reading?.input), 0, 0);
  input.setAttribute("aria-label", TEXTS.inputAlt);
  const heatCanvas = byId<HTMLCanvasElement>("seen-heat");
  paintHeat(heatCanvas, reading?.input, heat);
  heatCanvas.setAttribute("aria-label", TEXTS.heatAlt);
}

/** The picture, as large as it fits into a square, with a frame around what was read. */
export function paintPicture(
  canvas: HTMLCanvasElement,
  preview: Item["preview"],
  reading: ShownReading | undefined,
): void {
  Object.assign(canvas, { width: SIDE, height: SIDE });
  const context = canvas.getContext("2d")!;
  if (preview === undefined) return;
  const scale = SIDE / Math.max(preview.width, preview.height);
  const left = (SIDE - preview.width * scale) / 2;
  const top = (SIDE - preview.height * scale) / 2;
  context.imageSmoothingEnabled = scale < 4;
  context.drawImage(preview.image, left, top, preview.width * scale, preview.height * scale);
  if (reading === undefined) return;
  const { x, y, width, height } = reading.box;
  // Where the digit reaches the edge, the frame stays inside.
  const inside = (at: number) => Math.min(SIDE - FRAME_WIDTH / 2, Math.max(FRAME_WIDTH / 2, at));
  const [x1, x2] = [x, x + width].map((at) => inside(left + at * scale));
  const [y1, y2] = [y, y + height].map((at) => inside(top + at * scale));
  for (const [colour, lineWidth] of [
    ["#fff", FRAME_WIDTH],
    ["#2a45c2", FRAME_WIDTH - 3],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth;
    context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  }
}

function toGrey(input: Float32Array | undefined): ImageData {
  const image = new ImageData(INPUT_SIZE, INPUT_SIZE);
  for (let at = 0; at < INPUT_SIZE * INPUT_SIZE; at++) {
    const value = (input?.[at] ?? 0) * 255;
    image.data.set([value, value, value, 255], at * 4);
  }
  return image;
}

/** The ink, each pixel in the colour of what it spoke for. */
function paintHeat(canvas: HTMLCanvasElement, input: Float32Array | undefined, heat: Float32Array | undefined): void {
  const strongest = heat?.reduce((best, value) => Math.max(best, Math.abs(value)), FULL_COLOUR) ?? 1;
  const image = new ImageData(INPUT_SIZE, INPUT_SIZE);
  for (let at = 0; at < INPUT_SIZE * INPUT_SIZE; at++) {
    const ink = input?.[at] ?? 0;
    const evidence = heat?.[at] ?? 0;
    const strength = (Math.abs(evidence) / strongest) ** 0.7;
    const colour = evidence > 0 ? FOR : AGAINST;
    const mixed = NEUTRAL.map((neutral, i) => ink * (neutral + (colour[i] - neutral) * strength));
    image.data.set([...mixed, 255], at * 4);
  }
  canvas.getContext("2d")!.putImageData(image, 0, 0);
}
