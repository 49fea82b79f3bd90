import { INPUT_SIZE } from "../../src/core/picture.ts";
import { byId } from "../by-id.ts";
import type { Item } from "../item.ts";
import type { Kind, ShownDigit, ShownReading } from "../reading.ts";
import { TEXTS } from "../texts.ts";

const SIDE = 560;
const FRAME_WIDTH = 7;
const MIN_FRAME_WIDTH = 2.5;
/** Of the longer side of what it is around. */
const FRAME_SHARE = 0.06;
const FRAME_INNER_SHARE = 0.6;
/** Between two digits' pixels. */
const INPUT_GAP = 2;
const GAP_COLOUR = "#3a3a3a";
const MIN_COLUMNS = 4;
const FOR = [255, 138, 30] as const;
const AGAINST = [64, 140, 255] as const;
/** Ink that made no difference. */
const NEUTRAL = [120, 120, 120] as const;
/** Log-odds that get the full colour at least; weaker evidence stays pale. */
const FULL_COLOUR = 1;

/** Shows what the machine saw: the picture with its boxes, the 28×28 pixels of each digit, and what spoke for the answer. */
export function showSeen({ name, preview, reading, heat }: Item, kind: Kind): void {
  const picture = byId<HTMLCanvasElement>("seen-picture");
  paintPicture(picture, preview, reading);
  picture.setAttribute("aria-label", preview === undefined ? TEXTS.page.seenPicture : TEXTS.pictureAlt[kind](name));
  byId("seen-box").textContent = reading === undefined ? "\u00a0" : labelOf(reading);
  byId("figures").classList.toggle("number", kind === "number");
  byId("heat").hidden = kind !== "digit";
  const input = byId<HTMLCanvasElement>("seen-input");
  input.setAttribute("aria-label", TEXTS.inputAlt[kind]);
  const digits = reading === undefined ? [] : digitsOf(reading);
  paintInputs(input, digits.length === 0 ? [{ input: undefined }] : digits);
  if (kind === "number") return;
  const digit = reading?.kind === "digit" ? reading : undefined;
  const heatCanvas = byId<HTMLCanvasElement>("seen-heat");
  paintHeat(heatCanvas, digit?.input, heat);
  heatCanvas.setAttribute("aria-label", TEXTS.heatAlt);
}

function labelOf(reading: ShownReading): string {
  if (reading.kind === "number") return TEXTS.digitsLabel(digitsOf(reading).length, reading.numbers.length);
  return TEXTS.boxLabel(TEXTS.inks[reading.ink], Math.round(reading.box.width), Math.round(reading.box.height));
}

/** All digits of what was read. */
function digitsOf(reading: ShownReading): readonly Pick<ShownDigit, "box" | "input">[] {
  return reading.kind === "digit" ? [reading] : reading.numbers.flatMap(({ digits }) => digits);
}

/** The picture, as large as it fits into a square, with a frame around each digit that was read. */
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
  for (const { box } of digitsOf(reading))
    paintFrame(context, { x: left + box.x * scale, y: top + box.y * scale }, box.width * scale, box.height * scale);
}

/** Everything in pixels of the canvas. */
function paintFrame(
  context: CanvasRenderingContext2D,
  { x, y }: { readonly x: number; readonly y: number },
  width: number,
  height: number,
): void {
  // Small digits would vanish under a thick frame.
  const line = Math.min(FRAME_WIDTH, Math.max(MIN_FRAME_WIDTH, FRAME_SHARE * Math.max(width, height)));
  // Where the digit reaches the edge, the frame stays inside.
  const inside = (at: number) => Math.min(SIDE - line / 2, Math.max(line / 2, at));
  const [x1, x2] = [x, x + width].map(inside);
  const [y1, y2] = [y, y + height].map(inside);
  for (const [colour, lineWidth] of [
    ["#fff", line],
    ["#2a45c2", line * FRAME_INNER_SHARE],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth;
    context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  }
}

/** Digits beside and below each other, about twice as wide as high where there are many. */
function paintInputs(canvas: HTMLCanvasElement, digits: readonly { readonly input: Float32Array | undefined }[]): void {
  const columns = Math.min(digits.length, Math.max(MIN_COLUMNS, Math.ceil(Math.sqrt(2 * digits.length))));
  const rows = Math.ceil(digits.length / columns);
  const gap = digits.length > 1 ? INPUT_GAP : 0;
  const sideOf = (count: number) => Math.max(INPUT_SIZE, count * (INPUT_SIZE + gap) - gap);
  Object.assign(canvas, { width: sideOf(columns), height: sideOf(rows) });
  const context = canvas.getContext("2d")!;
  context.fillStyle = GAP_COLOUR;
  digits.forEach(({ input }, at) => {
    const [x, y] = [at % columns, Math.floor(at / columns)].map((place) => place * (INPUT_SIZE + gap));
    context.fillRect(x, y, INPUT_SIZE + gap, INPUT_SIZE + gap);
    context.putImageData(toGrey(input), x, y);
  });
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
