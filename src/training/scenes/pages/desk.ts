import type { Box } from "../../../core/picture.ts";
import type { Random } from "../../random.ts";
import { type Canvas, createCanvas, fromHsv, lay, layTile, multiply } from "../canvas.ts";
import { noiseGrid, spreadGrid } from "../coarse-grid.ts";
import { grain } from "../paper.ts";
import { softEdge } from "../soft-edge.ts";
import { drawLines } from "./draw-lines.ts";
import type { DraftPage } from "./page.ts";

/** A desk of any tone: wood, cloth, plain, patterned. */
export function drawDeskTop(width: number, height: number, random: Random): Canvas {
  const kind = random.next();
  const colour =
    kind < 0.4
      ? fromHsv(random.between(0.02, 0.13), random.between(0.15, 0.75), random.between(0.08, 0.8))
      : kind < 0.75
        ? fromHsv(random.next(), 0.2 * random.next(), random.between(0.01, 0.95))
        : fromHsv(random.next(), random.between(0.1, 0.9), random.between(0.1, 0.95));
  const canvas = createCanvas(width, height, colour);
  if (random.chance(0.75)) {
    const wood = random.chance(0.5);
    const bend = spreadGrid(noiseGrid(4, 4, random), width, height);
    const turn = random.chance(0.7)
      ? 0.15 * random.normal() + (random.chance(0.5) ? Math.PI / 2 : 0)
      : random.between(0, 3.14);
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const wave = (2 * Math.PI) / random.between(3, 60);
    const bends = random.between(0, 5);
    const strength = random.between(0.02, 0.3);
    const factors = bend.map((slow, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const along = Math.sin((x * c + y * s) * wave + bends * slow);
      const across = wood ? 1 : Math.sin((y * c - x * s) * wave + bends * slow);
      return Math.max(0, 1 + strength * along * across);
    });
    multiply(canvas, factors);
  }
  if (random.chance(0.6))
    multiply(canvas, grain(width, height, random.between(1.5, 6), random.between(0, 0.12), random));
  return canvas;
}

/** Things that lie about: books, cups, pens, cables. */
export function drawThings(canvas: Canvas, count: number, random: Random): void {
  const { width, height } = canvas;
  const size = Math.max(width, height);
  for (let n = 0; n < count; n++) {
    const colour = fromHsv(random.next(), 0.8 * random.next(), random.next());
    if (random.chance(0.3)) {
      const from = { x: random.next() * width, y: random.next() * height };
      const angle = random.between(0, 7);
      const length = size * random.between(0.1, 0.7);
      const to = { x: from.x + length * Math.cos(angle), y: from.y + length * Math.sin(angle) };
      drawLines(canvas, [[from, to]], { colour, opacity: 1, widthPx: size * random.between(0.01, 0.06) });
      continue;
    }
    const round = random.chance(0.4);
    const [rx, ry] = [size * random.between(0.03, 0.25), size * random.between(0.03, 0.25)];
    const turn = random.between(0, 3);
    const reach = Math.ceil(Math.hypot(rx, ry) + 2);
    const side = 2 * reach;
    const coverage = new Float32Array(side * side);
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    for (let i = 0; i < coverage.length; i++) {
      const [dx, dy] = [(i % side) - reach, Math.floor(i / side) - reach];
      const [px, py] = [Math.abs(dx * c + dy * s), Math.abs(dy * c - dx * s)];
      const inside = round ? (1 - Math.hypot(px / rx, py / ry)) * Math.min(rx, ry) : Math.min(rx - px, ry - py);
      coverage[i] = softEdge(inside, 1);
    }
    // Mostly at the rim, where what is photographed isn't.
    const place = (room: number) =>
      Math.round(
        (random.chance(0.7) ? (random.chance(0.5) ? -0.15 : 1.15) + 0.2 * random.normal() : random.next()) * room,
      );
    layTile(canvas, { width: side, height: side, coverage }, place(width) - reach, place(height) - reach, colour, 1);
  }
}

type Corner = readonly [x: number, y: number];

/**
 * Lays a sheet on a desk as a camera sees it: turned, a little askew, with its shadow.
 *
 * @param scale size of the sheet on the desk, relative to its own pixels
 * @returns where its items lie now
 */
export function layOnDesk(
  sheet: DraftPage,
  desk: Canvas,
  centre: Corner,
  scale: number,
  turn: number,
  random: Random,
): DraftPage {
  const { width, height } = sheet.canvas;
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const skew = () => 0.04 * random.normal();
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([sx, sy]): Corner => {
    const x = ((sx * width) / 2) * scale * (1 + skew());
    const y = ((sy * height) / 2) * scale * (1 + skew());
    return [centre[0] + x * c - y * s, centre[1] + x * s + y * c];
  });
  const toDesk = homography(width, height, corners);
  const toSheet = inverse(toDesk);
  const soft = random.between(0.8, 1.6);
  if (random.chance(0.7)) castShadow(desk, toSheet, width, height, scale, random);
  const planes = desk.planes;
  const from = sheet.canvas.planes;
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  for (let y = Math.max(0, Math.floor(Math.min(...ys)) - 1); y < Math.min(desk.height, Math.max(...ys) + 1); y++) {
    for (let x = Math.max(0, Math.floor(Math.min(...xs)) - 1); x < Math.min(desk.width, Math.max(...xs) + 1); x++) {
      const [u, v] = project(toSheet, x + 0.5, y + 0.5);
      const inside = Math.min(u, v, width - u, height - v) * scale;
      if (inside < -soft) continue;
      const share = softEdge(inside, soft);
      const sx = Math.min(width - 1.001, Math.max(0, u - 0.5));
      const sy = Math.min(height - 1.001, Math.max(0, v - 0.5));
      const [x0, y0] = [sx | 0, sy | 0];
      const [fx, fy] = [sx - x0, sy - y0];
      const at = y0 * width + x0;
      const to = y * desk.width + x;
      for (let p = 0; p < 3; p++) {
        const plane = from[p];
        const up = plane[at] + (plane[at + 1] - plane[at]) * fx;
        const down = plane[at + width] + (plane[at + width + 1] - plane[at + width]) * fx;
        planes[p][to] += (up + (down - up) * fy - planes[p][to]) * share;
      }
    }
  }
  return { canvas: desk, items: sheet.items.map((item) => ({ ...item, box: mapBox(item.box, toDesk) })) };
}

function castShadow(
  desk: Canvas,
  toSheet: readonly number[],
  width: number,
  height: number,
  scale: number,
  random: Random,
): void {
  const reach = Math.max(width, height) * scale * random.between(0.01, 0.06);
  const [dx, dy] = [reach * random.between(-1, 1), reach * random.between(-1, 1)];
  const coverage = new Float32Array(desk.width * desk.height);
  for (let y = 0; y < desk.height; y++) {
    for (let x = 0; x < desk.width; x++) {
      const [u, v] = project(toSheet, x + 0.5 - dx, y + 0.5 - dy);
      const inside = Math.min(u, v, width - u, height - v) * scale;
      coverage[y * desk.width + x] = softEdge(inside, reach);
    }
  }
  lay(desk, coverage, [0, 0, 0], random.between(0.1, 0.6));
}

/** Maps the rectangle `[0, width] × [0, height]` to four corners, row by row (Heckbert 1989). */
function homography(width: number, height: number, corners: readonly Corner[]): number[] {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = corners;
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const det = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / det;
  const h = (dx1 * sy - sx * dy1) / det;
  return [
    (x1 - x0 + g * x1) / width,
    (x3 - x0 + h * x3) / height,
    x0,
    (y1 - y0 + g * y1) / width,
    (y3 - y0 + h * y3) / height,
    y0,
    g / width,
    h / height,
    1,
  ];
}

function inverse(m: readonly number[]): number[] {
  const [a, b, c, d, e, f, g, h, i] = m;
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

/** Where a homography maps this place to. */
function project(m: readonly number[], x: number, y: number): Corner {
  const w = m[6] * x + m[7] * y + m[8];
  return [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w];
}

/** The box of what lay in this box: between that of its corners, which is too large for a digit, and of the ellipse in it. */
function mapBox(box: Box, m: readonly number[]): Box {
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
  const ellipse = Array.from({ length: 16 }, (_, i) => {
    const angle = (i * Math.PI) / 8;
    return project(m, cx + (box.width / 2) * Math.cos(angle), cy + (box.height / 2) * Math.sin(angle));
  });
  const corners = [
    project(m, box.x, box.y),
    project(m, box.x + box.width, box.y),
    project(m, box.x, box.y + box.height),
    project(m, box.x + box.width, box.y + box.height),
  ];
  const side = (axis: 0 | 1, pick: (...values: number[]) => number) =>
    0.5 * (pick(...ellipse.map((point) => point[axis])) + pick(...corners.map((point) => point[axis])));
  const [left, right, top, bottom] = [side(0, Math.min), side(0, Math.max), side(1, Math.min), side(1, Math.max)];
  return { x: left, y: top, width: right - left, height: bottom - top };
}
