import { renderStrokes, type Stroke } from "../../../core/image/render-strokes.ts";
import { smoothStroke } from "../../../core/image/smooth-stroke.ts";
import type { Random } from "../../random.ts";
import type { Glyph } from "./glyph.ts";

/** Height of what is drawn, in pixels: about what a shape's distance field needs. */
const HEIGHT = 64;
const MARGIN = 12;

export interface Drawing {
  readonly label: number;
  readonly strokes: readonly string[];
  readonly aspect: number;
}

/**
 * Draws strokes as a person would who never writes the same twice: every place wanders by `jitter` (share of the height),
 * strokes start early or late, and the pen changes.
 */
export function drawStrokes({ label, strokes, aspect }: Drawing, jitter: number, random: Random): Glyph {
  const stretch = Math.exp(0.18 * random.normal());
  const width = Math.max(6, HEIGHT * aspect * stretch);
  const pen = pickPen(random);
  const drawn = strokes.map((text) => toStroke(text, width, jitter, random));
  const pressed = random.chance(0.4) ? drawn.map((stroke) => press(stroke, random)) : drawn;
  return render(pressed, pen, label);
}

/** Width of the pen: mostly usual, sometimes broad, and so bold now and then that a stroke takes a quarter of the height. */
function pickPen(random: Random): number {
  const kind = random.next();
  if (kind < 0.12) return random.between(10, 18);
  return kind < 0.25 ? random.between(6, 10) : random.between(2, 6);
}

/** The same drawing as a row of dots, `apart` pixels from each other. */
export function drawDots({ label, strokes, aspect }: Drawing, dot: number, apart: number, random: Random): Glyph {
  const width = Math.max(6, HEIGHT * aspect * Math.exp(0.18 * random.normal()));
  const dots = strokes.flatMap((text) => {
    const line = toStroke(text, width, 0.01, random);
    const places: Stroke[] = [[line[0]]];
    let left = apart;
    for (let i = 1; i < line.length; i++) {
      const [from, to] = [line[i - 1], line[i]];
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      for (; left <= length; left += apart)
        places.push([{ x: from.x + ((to.x - from.x) * left) / length, y: from.y + ((to.y - from.y) * left) / length }]);
      left -= length;
    }
    return places;
  });
  return render(dots, dot, label);
}

function render(pressed: readonly Stroke[], pen: number, label: number): Glyph {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of pressed.flat()) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const size = { width: Math.ceil(right - left + 2 * MARGIN), height: Math.ceil(bottom - top + 2 * MARGIN) };
  const moved = pressed.map((stroke) =>
    stroke.map((point) => ({ ...point, x: point.x - left + MARGIN, y: point.y - top + MARGIN })),
  );
  return { ...size, coverage: renderStrokes(moved, pen, size), label };
}

function toStroke(text: string, width: number, jitter: number, random: Random): Stroke {
  const [join, ...places] = text.split(" ");
  const points = places.map((place) => {
    const [x, y] = place.split(",").map(Number);
    return {
      x: x * width + jitter * HEIGHT * random.normal() * Math.min(1, 0.4 + width / HEIGHT),
      y: (y + jitter * random.normal()) * HEIGHT,
    };
  });
  if (join === "~") return smoothStroke(points, 2);
  // A hand bends straight lines a little, each its own way; a ruler doesn't.
  return points
    .flatMap((point, index) => {
      const next = points[index + 1];
      if (!next) return [point];
      const bend = Math.min(0.04, 4 * jitter) * random.normal();
      const middle = {
        x: (point.x + next.x) / 2 + bend * (next.y - point.y),
        y: (point.y + next.y) / 2 - bend * (next.x - point.x),
      };
      return smoothStroke([point, middle, next], 3).slice(0, -1);
    })
    .concat(points.slice(-1));
}

function press(stroke: Stroke, random: Random): Stroke {
  const [from, to] = [random.between(0.55, 1.3), random.between(0.45, 1.3)];
  return stroke.map((point, index) => ({
    ...point,
    pressure: from + ((to - from) * index) / Math.max(1, stroke.length - 1),
  }));
}
