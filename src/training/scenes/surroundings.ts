import type { Box } from "../../core/picture.ts";
import type { Random } from "../random.ts";
import { type Canvas, fromHsv, lay, type Rgb } from "./canvas.ts";
import { grain } from "./paper.ts";
import { softEdge } from "./soft-edge.ts";

/** The sheet ends somewhere: beyond one or two of its edges lies the desk. Never over `keep`, where the writing is. */
export function drawDesk(canvas: Canvas, keep: Box, softPx: number, random: Random): void {
  const colour = deskColour(random);
  for (const side of pickSides(random)) drawBeyond(canvas, keep, side, colour, softPx, random);
}

function deskColour(random: Random): Rgb {
  const kind = random.next();
  if (kind < 0.5) return fromHsv(random.between(0.03, 0.12), random.between(0.2, 0.7), random.between(0.12, 0.6));
  if (kind < 0.8) return fromHsv(random.next(), 0.2 * random.next(), random.between(0.03, 0.4));
  return fromHsv(random.next(), random.between(0.1, 0.8), random.between(0.2, 0.95));
}

type Side = 0 | 1 | 2 | 3;

function pickSides(random: Random): Side[] {
  const first = random.below(4) as Side;
  return random.chance(0.35) ? [first, ((first + 1) % 4) as Side] : [first];
}

/** A slightly turned half plane outside the sheet's edge, with the edge's shadow, and sometimes a spiral binding along it. */
function drawBeyond(canvas: Canvas, keep: Box, side: Side, colour: Rgb, softPx: number, random: Random): void {
  const { width, height } = canvas;
  const upright = side % 2 === 0;
  // Room between the writing and the picture's border on this side, in pixels.
  const room = [keep.x, keep.y, width - keep.x - keep.width, height - keep.y - keep.height][side];
  if (room < 4) return;
  const depth = room * random.between(0.15, 0.75);
  const turn = 0.5 * Math.atan2(room - depth, upright ? height : width) * random.between(-1, 1);
  const coverage = grain(width, height, 6, 0.08, random);
  const spiral = random.chance(0.25);
  const pitch = Math.max(4, room * random.between(0.15, 0.4));
  const soft = Math.max(1, softPx);
  const wires = spiral ? new Float32Array(width * height) : undefined;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const along = upright ? y - height / 2 : x - width / 2;
      const across = [x, y, width - x, height - y][side];
      const outside = depth + along * turn - across;
      const i = y * width + x;
      coverage[i] *= softEdge(outside, soft);
      if (!wires) continue;
      const phase = (along / pitch - Math.floor(along / pitch) - 0.5) * pitch;
      const hole = Math.hypot(phase, outside + 0.6 * pitch) - 0.22 * pitch;
      const wire = outside > -0.6 * pitch && outside < 0.4 * pitch ? Math.abs(phase) - 0.07 * pitch : pitch;
      wires[i] = Math.min(1, Math.max(0, 0.5 - Math.min(hole, wire) / soft));
    }
  }
  lay(canvas, coverage, colour, 1);
  if (wires) lay(canvas, wires, fromHsv(0.6, 0.1, random.between(0.05, 0.35)), random.between(0.6, 1));
}

/** Crumbs, specks and dots of ink, each far smaller than the writing. */
export function drawSpecks(canvas: Canvas, digitPx: number, random: Random): void {
  const { width, height, planes } = canvas;
  for (let n = 1 + random.below(8); n > 0; n--) {
    const [cx, cy] = [random.next() * width, random.next() * height];
    const radius = Math.max(0.4, digitPx * random.between(0.003, 0.02));
    const shade = random.between(0, 0.6);
    const opacity = random.between(0.3, 0.9);
    const reach = Math.ceil(radius + 1);
    for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(height, cy + reach); y++) {
      for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(width, cx + reach); x++) {
        const covered = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x - cx, y - cy))) * opacity;
        for (const plane of planes)
          plane[y * width + x] += (shade * plane[y * width + x] - plane[y * width + x]) * covered;
      }
    }
  }
}
