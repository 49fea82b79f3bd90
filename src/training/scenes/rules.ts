import type { Random } from "../random.ts";
import { type Canvas, fromHsv, type Rgb } from "./canvas.ts";

/** Draws the lines of ruled, squared, dotted or French (Seyès) paper. `digitPx` is the height of what is written on it. */
export function drawRules(canvas: Canvas, digitPx: number, softPx: number, random: Random): void {
  const kind = random.next();
  const pitch = Math.max(5, digitPx * Math.exp(random.between(-1.2, 0.9)));
  const turn = 0.07 * random.normal() + (random.chance(0.3) ? Math.PI / 2 : 0);
  const line: Line = {
    turn,
    pitch,
    offset: random.next(),
    radius: Math.max(0.2, Math.min(0.06 * pitch, random.between(0.004, 0.014) * digitPx)),
    soft: Math.max(1, softPx),
    colour: ruleColour(random),
    opacity: random.between(0.1, 0.65),
  };
  drawLines(canvas, line);
  if (kind < 0.45) {
    drawMargin(canvas, line, random);
    return;
  }
  if (kind < 0.9) {
    const across = { ...line, turn: turn + Math.PI / 2, offset: random.next() };
    drawLines(canvas, kind < 0.8 ? across : { ...across, pitch: pitch * random.between(1.5, 4) });
    return;
  }
  // Seyès: three pale lines between each two strong ones, and strong uprights.
  drawLines(canvas, { ...line, pitch: pitch / 4, opacity: line.opacity * 0.5 });
  drawLines(canvas, { ...line, turn: turn + Math.PI / 2 });
}

interface Line {
  /** Radians; 0 is level. */
  readonly turn: number;
  readonly pitch: number;
  /** Share of the pitch. */
  readonly offset: number;
  readonly radius: number;
  readonly soft: number;
  readonly colour: Rgb;
  readonly opacity: number;
}

function ruleColour(random: Random): Rgb {
  const kind = random.next();
  if (kind < 0.55) return fromHsv(random.between(0.53, 0.68), random.between(0.2, 0.8), random.between(0.35, 0.85));
  if (kind < 0.85) return fromHsv(0.6, 0.08, random.between(0.3, 0.75));
  return fromHsv(random.next(), random.between(0.3, 0.8), random.between(0.4, 0.9));
}

function drawLines(canvas: Canvas, line: Line): void {
  const { width, height, planes } = canvas;
  const [c, s] = [Math.cos(line.turn), Math.sin(line.turn)];
  const { pitch, radius, soft, colour } = line;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = (y * c - x * s) / pitch + line.offset;
      const distance = Math.abs(place - Math.round(place)) * pitch;
      const covered = Math.min(radius, distance + soft / 2) - Math.max(-radius, distance - soft / 2);
      if (covered <= 0) continue;
      const opacity = (line.opacity * covered) / soft;
      const i = y * width + x;
      for (let plane = 0; plane < 3; plane++) planes[plane][i] += (colour[plane] - planes[plane][i]) * opacity;
    }
  }
}

/** The margin line: one line across the rules, often red. */
function drawMargin(canvas: Canvas, line: Line, random: Random): void {
  if (random.chance(0.6)) return;
  const pitch = 3 * Math.max(canvas.width, canvas.height);
  const colour = random.chance(0.6) ? fromHsv(random.between(0.93, 1), 0.5, 0.85) : line.colour;
  const place = random.chance(0.5) ? random.between(0.03, 0.18) : random.between(0.82, 0.97);
  drawLines(canvas, { ...line, turn: line.turn + Math.PI / 2, pitch, colour, offset: (place * canvas.width) / pitch });
}
