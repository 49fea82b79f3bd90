import type { Stroke } from "../../../core/image/render-strokes.ts";
import type { Random } from "../../random.ts";
import type { Rgb } from "../canvas.ts";
import { layTile } from "../canvas.ts";
import { unevenInk } from "../pen.ts";
import { type Hand, type Placed, placeShape } from "../place-shape.ts";
import { SHAPE_SIZE, type Shape } from "../shape-field.ts";
import { drawLines } from "./marks.ts";
import { type Page, pickSize } from "./page.ts";
import type { Writer } from "./shapes.ts";

/** One hand with one pen: what stays the same from digit to digit. */
export interface Script {
  readonly writer: Writer;
  readonly colour: Rgb;
  readonly opacity: number;
  readonly uneven: number;
  /** Radius of the pen as a share of the digits' height. */
  readonly pen: number;
  /** Width of an edge in pixels: 1 is sharp. */
  readonly softPx: number;
  readonly slant: number;
  readonly rotation: number;
  readonly aspect: number;
  readonly pressure: number;
  readonly nib: number;
  readonly wobble: number;
  /** How much each digit differs from the others, 0…1. */
  readonly jitter: number;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

export function pickScript(
  writer: Writer,
  ink: { readonly colour: Rgb; readonly opacity: number; readonly uneven?: number; readonly radius?: number },
  softPx: number,
  random: Random,
): Script {
  const printed = writer.isPrinted;
  return {
    writer,
    colour: ink.colour,
    opacity: ink.opacity,
    uneven: ink.uneven ?? 0,
    pen: thin(ink.radius ?? pickSize(0.008, 0.08, random), random),
    softPx,
    slant: printed ? 0 : clamp((random.chance(0.2) ? 0.3 : 0.15) * random.normal(), -0.6, 0.6),
    rotation: printed ? 0 : clamp(0.05 * random.normal(), -0.3, 0.3),
    aspect: random.chance(0.06)
      ? random.between(0.3, 0.6)
      : Math.exp(clamp((random.chance(0.12) ? 0.4 : 0.13) * random.normal(), -1.1, 0.55)),
    pressure: printed || random.chance(0.6) ? 0 : 0.45 * random.next(),
    nib: random.chance(0.12) ? random.between(0.5, 1.4) : 0,
    wobble: printed || random.chance(0.3) ? 0 : Math.abs(0.018 * random.normal()),
    jitter: printed ? 0 : random.between(0.2, 1),
  };
}

/** One pen in seven is a hairline, beside the size of what it writes. */
function thin(pen: number, random: Random): number {
  return random.chance(0.15) ? pickSize(0.0025, 0.009, random) : pen;
}

function handFor(shape: Shape, script: Script, random: Random): Hand {
  const { jitter } = script;
  const pen = (script.pen * SHAPE_SIZE) / shape.inkHeight;
  return {
    rotation: script.rotation + 0.05 * jitter * random.normal(),
    slant: script.slant + 0.06 * jitter * random.normal(),
    aspect: script.aspect * Math.exp(0.1 * jitter * random.normal()),
    wobble: script.wobble,
    pen: shape.kind === "line" ? pen : clamp(swelling(script, shape), -2.5, 3.5) / shape.inkHeight,
    pressure: script.pressure,
    nib: shape.kind === "line" ? pen * script.nib : 0,
  };
}

/** What an area shape's stroke gains or loses so that its width comes near to the pen's, half of the way. */
function swelling(script: Script, shape: Shape): number {
  return 0.5 * (script.pen * SHAPE_SIZE - shape.halfWidth);
}

/** Lays a shape with its ink's box at `left`, standing on `baseline`. */
export function layShape(
  page: Page,
  shape: Shape,
  heightPx: number,
  left: number,
  baseline: number,
  script: Script,
  random: Random,
): Placed & { readonly left: number; readonly top: number } {
  const tile = placeShape(shape, heightPx, script.softPx, handFor(shape, script, random), random);
  unevenInk(tile.coverage, tile.width, tile.height, script.uneven, random);
  const x = Math.round(left - tile.box.x);
  const y = Math.round(baseline - tile.box.y - tile.box.height);
  layTile(page.canvas, tile, x, y, script.colour, script.opacity);
  return { ...tile, left: x + tile.box.x, top: y + tile.box.y };
}

export interface Line {
  readonly text: string;
  readonly left: number;
  readonly baseline: number;
  readonly heightPx: number;
  /** Space between two digits as a share of the height; below 0 they overlap. */
  readonly gap: number;
  /** How far the base line rises over a pixel to the right. */
  readonly slope?: number;
  /** Struck out or scratched out: marked as nothing that can be told. */
  readonly label?: number;
}

/** Writes a text of digits and signs; adds an item for every digit. @returns where the writing ends, in pixels */
export function writeLine(page: Page, line: Line, script: Script, random: Random): number {
  const { heightPx, gap, slope = 0 } = line;
  const oldStyle = !script.writer.isPrinted && random.chance(0.08);
  let x = line.left;
  let isFirst = true;
  for (const character of line.text) {
    const baseline =
      line.baseline - slope * (x - line.left) + 0.05 * script.jitter * heightPx * random.normal() * (isFirst ? 0 : 1);
    if (character === " ") {
      x += heightPx * random.between(0.3, 0.7);
      continue;
    }
    if (!/\d/.test(character)) {
      x = drawSign(page, character, x, baseline, heightPx, script, random) + heightPx * random.between(0.04, 0.2);
      continue;
    }
    const digit = Number(character);
    const shape = script.writer.digit(digit, random);
    const lowered = oldStyle && "34579".includes(character) ? 0.25 * heightPx : 0;
    const height = heightPx * Math.exp(0.09 * script.jitter * random.normal()) * (oldStyle && digit < 3 ? 0.75 : 1);
    const spread = isFirst ? 0 : gap + 0.08 * script.jitter * random.normal();
    const laid = layShape(page, shape, height, x + spread * heightPx, baseline + lowered, script, random);
    const { width, height: tall } = laid.box;
    page.items.push({
      box: { x: laid.left, y: laid.top, width, height: tall },
      label: line.label ?? digit,
    });
    x = laid.left + width;
    isFirst = false;
  }
  return x;
}

const dot = (x: number, y: number): Stroke => [{ x, y }];
const straight = (x0: number, y0: number, x1: number, y1: number): Stroke => [
  { x: x0, y: y0 },
  { x: x1, y: y1 },
];
/** A cubic Bézier curve by its control points. */
const curve = (...points: readonly (readonly [number, number])[]): Stroke => {
  const STEPS = 12;
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const t = step / STEPS;
    const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    const mix = (axis: 0 | 1) => weights.reduce((sum, weight, i) => sum + weight * points[i][axis], 0);
    return { x: mix(0), y: mix(1) };
  });
};

/** Signs by strokes: y 0 at the digits' top, 1 at their foot; the width that they take. */
const SIGNS: Readonly<Record<string, { readonly width: number; readonly strokes: readonly Stroke[] }>> = {
  ".": { width: 0.1, strokes: [dot(0.05, 0.97)] },
  ",": { width: 0.12, strokes: [straight(0.1, 0.92, 0.02, 1.14)] },
  "'": { width: 0.1, strokes: [straight(0.08, 0, 0.03, 0.2)] },
  ":": { width: 0.1, strokes: [dot(0.05, 0.35), dot(0.05, 0.9)] },
  "-": { width: 0.4, strokes: [straight(0, 0.55, 0.4, 0.54)] },
  _: { width: 0.8, strokes: [straight(0, 0.6, 0.8, 0.55)] },
  "=": { width: 0.42, strokes: [straight(0, 0.42, 0.4, 0.4), straight(0.02, 0.65, 0.42, 0.63)] },
  "/": { width: 0.45, strokes: [straight(0.45, -0.08, 0, 1.08)] },
  "+": { width: 0.5, strokes: [straight(0, 0.55, 0.5, 0.55), straight(0.25, 0.28, 0.25, 0.82)] },
  "*": { width: 0.45, strokes: [straight(0, 0.3, 0.45, 0.8), straight(0.45, 0.3, 0, 0.8)] },
  "(": { width: 0.25, strokes: [curve([0.25, -0.08], [-0.05, 0.3], [-0.05, 0.7], [0.25, 1.1])] },
  ")": { width: 0.25, strokes: [curve([0, -0.08], [0.3, 0.3], [0.3, 0.7], [0, 1.1])] },
  "%": { width: 0.7, strokes: [straight(0.65, 0, 0.05, 1), dot(0.12, 0.2), dot(0.58, 0.8)] },
  $: {
    width: 0.55,
    strokes: [
      curve([0.5, 0.2], [0.3, -0.1], [-0.15, 0.3], [0.25, 0.5]),
      curve([0.25, 0.5], [0.7, 0.7], [0.3, 1.15], [0, 0.85]),
      straight(0.27, -0.08, 0.25, 1.1),
    ],
  },
  "€": {
    width: 0.6,
    strokes: [
      curve([0.6, 0.15], [0.1, -0.25], [-0.1, 1.25], [0.6, 0.9]),
      straight(-0.02, 0.42, 0.42, 0.4),
      straight(-0.02, 0.6, 0.4, 0.58),
    ],
  },
  "£": {
    width: 0.55,
    strokes: [
      curve([0.5, 0.15], [0.2, -0.15], [0.1, 0.4], [0.15, 0.95]),
      straight(0.15, 0.95, 0.55, 0.98),
      straight(0, 0.52, 0.4, 0.5),
    ],
  },
  "#": {
    width: 0.6,
    strokes: [
      straight(0.25, 0.05, 0.15, 1),
      straight(0.5, 0.05, 0.4, 1),
      straight(0.02, 0.35, 0.6, 0.33),
      straight(0, 0.68, 0.58, 0.66),
    ],
  },
  "°": {
    width: 0.25,
    strokes: [
      curve([0.12, 0], [0.3, 0.02], [0.25, 0.28], [0.1, 0.25]),
      curve([0.1, 0.25], [-0.05, 0.2], [0, 0], [0.12, 0]),
    ],
  },
  "~": { width: 0.6, strokes: [curve([0, 0.6], [0.2, 0.3], [0.4, 0.8], [0.6, 0.5])] },
};

function drawSign(
  page: Page,
  character: string,
  left: number,
  baseline: number,
  heightPx: number,
  script: Script,
  random: Random,
): number {
  const sign = SIGNS[character] ?? SIGNS["-"];
  const lean = script.slant;
  const stretch = Math.exp(0.15 * random.normal());
  const top = baseline - heightPx;
  const shift = 0.05 * heightPx * random.normal();
  const isDot = ".:%".includes(character);
  const strokes = sign.strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: left + heightPx * (x * stretch - lean * (y - 0.5)),
      y: top + y * heightPx + shift,
    })),
  );
  const width = Math.max(0.6, 2 * script.pen * heightPx * (isDot ? random.between(1, 1.6) : 1));
  drawLines(page.canvas, strokes, { colour: script.colour, opacity: script.opacity, widthPx: width });
  return left + heightPx * sign.width * stretch;
}

/** Strokes through something written, so that it no longer counts. */
export function strikeOut(
  page: Page,
  box: { x: number; y: number; width: number; height: number },
  script: Script,
  random: Random,
): void {
  const lines = 1 + random.below(3);
  const zigzag = random.chance(0.25);
  const strokes: Stroke[] = [];
  if (zigzag) {
    const points = Array.from({ length: 6 + random.below(6) }, (_, i) => ({
      x: box.x + (box.width * i) / 9,
      y: box.y + box.height * (i % 2 === 0 ? random.between(0, 0.3) : random.between(0.7, 1)),
    }));
    strokes.push(points);
  } else {
    for (let i = 0; i < lines; i++) {
      const y = box.y + box.height * random.between(0.3, 0.7);
      const tilt = box.height * random.between(-0.35, 0.35);
      strokes.push(straight(box.x - 0.2 * box.height, y + tilt, box.x + box.width + 0.2 * box.height, y - tilt));
    }
  }
  const widthPx = Math.max(0.7, 2 * script.pen * box.height * random.between(0.7, 1.5));
  drawLines(page.canvas, strokes, { colour: script.colour, opacity: script.opacity, widthPx });
}
