// Draws the characters of typefaces once, for training: DATA/fonts/hand/*.woff and DATA/fonts/print/*.woff become DATA/typefaces.bank.
//   npm install --prefix /tmp/fonts @fontsource/caveat …   and copy each files/NAME-latin-400-normal.woff into one of the two folders
//   node scripts/bake-typefaces.ts DATA
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import opentype from "opentype.js";
import { type BakedFace, EM } from "../src/training/data/sources/typefaces.ts";

const CHARACTERS = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).concat(["€", "£", "°", "–"]);
const MARGIN = 6;
const LINES = 4;

const dataDir = process.argv[2];
if (!dataDir) throw new Error("Say which data folder: node scripts/bake-typefaces.ts DATA");
const faces: BakedFace[] = [];
const pixels: Uint8Array[] = [];
let offset = 0;
for (const kind of ["hand", "print"] as const) {
  const folder = join(dataDir, "fonts", kind);
  if (!existsSync(folder)) continue;
  for (const file of readdirSync(folder).sort()) {
    const bytes = readFileSync(join(folder, file));
    const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const glyphs: BakedFace["glyphs"] = {};
    for (const character of CHARACTERS) {
      const glyph = font.charToGlyph(character);
      const drawn = glyph && glyph.index !== 0 ? rasterize(glyph.getPath(0, 0, EM).commands) : undefined;
      if (!drawn) continue;
      glyphs[character] = { width: drawn.width, height: drawn.height, offset };
      pixels.push(drawn.coverage);
      offset += drawn.coverage.length;
    }
    faces.push({ name: file.replace(/\.\w+$/, ""), isHandwriting: kind === "hand", glyphs });
  }
}
writeFileSync(join(dataDir, "typefaces.bank"), Buffer.concat([Buffer.from(`${JSON.stringify(faces)}\n`), ...pixels]));
console.log(`${faces.length} typefaces, ${(offset / 1e6).toFixed(1)} MB`);

type Command = Parameters<typeof toEdges>[0][number];
type Edge = readonly [x0: number, y0: number, x1: number, y1: number];

/** Fills a path by the nonzero rule, four lines a pixel, exact along each line. */
function rasterize(commands: readonly Command[]): { width: number; height: number; coverage: Uint8Array } | undefined {
  const edges = toEdges(commands);
  if (edges.length === 0) return undefined;
  const xs = edges.flatMap(([x0, , x1]) => [x0, x1]);
  const ys = edges.flatMap(([, y0, , y1]) => [y0, y1]);
  const left = Math.floor(Math.min(...xs)) - MARGIN;
  const top = Math.floor(Math.min(...ys)) - MARGIN;
  const width = Math.ceil(Math.max(...xs)) + MARGIN - left;
  const height = Math.ceil(Math.max(...ys)) + MARGIN - top;
  if (width > 400 || height > 400) return undefined;
  const covered = new Float32Array(width * height);
  for (let line = 0; line < height * LINES; line++) {
    const y = top + (line + 0.5) / LINES;
    const row = Math.floor(line / LINES) * width;
    const crossings: { x: number; turn: number }[] = [];
    for (const [x0, y0, x1, y1] of edges) {
      if (y0 <= y === y1 <= y) continue;
      crossings.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0) - left, turn: y1 > y0 ? 1 : -1 });
    }
    crossings.sort((a, b) => a.x - b.x);
    let winding = 0;
    for (let i = 0; i + 1 < crossings.length; i++) {
      winding += crossings[i].turn;
      if (winding !== 0) addSpan(covered, row, crossings[i].x, crossings[i + 1].x, 1 / LINES);
    }
  }
  return { width, height, coverage: Uint8Array.from(covered, (value) => Math.round(Math.min(1, value) * 255)) };
}

function addSpan(covered: Float32Array, row: number, from: number, to: number, amount: number): void {
  for (let x = Math.floor(from); x < to; x++) covered[row + x] += (Math.min(to, x + 1) - Math.max(from, x)) * amount;
}

/** The path's outline as straight lines; curves in eight pieces. */
function toEdges(
  commands: readonly {
    readonly type: string;
    readonly x?: number;
    readonly y?: number;
    readonly x1?: number;
    readonly y1?: number;
    readonly x2?: number;
    readonly y2?: number;
  }[],
): Edge[] {
  const STEPS = 8;
  const edges: Edge[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const lineTo = (toX: number, toY: number) => {
    if (toY !== y) edges.push([x, y, toX, toY]);
    [x, y] = [toX, toY];
  };
  for (const { type, x: toX = startX, y: toY = startY, x1 = 0, y1 = 0, x2 = 0, y2 = 0 } of commands) {
    const [fromX, fromY] = [x, y];
    if (type === "M") [x, y, startX, startY] = [toX, toY, toX, toY];
    else if (type === "L" || type === "Z") lineTo(toX, toY);
    else
      for (let step = 1; step <= STEPS; step++) {
        const t = step / STEPS;
        const s = 1 - t;
        const mix = (from: number, first: number, second: number, to: number) =>
          type === "Q"
            ? s * s * from + 2 * s * t * first + t * t * to
            : s ** 3 * from + 3 * s * s * t * first + 3 * s * t * t * second + t ** 3 * to;
        lineTo(mix(fromX, x1, x2, toX), mix(fromY, y1, y2, toY));
      }
  }
  return edges;
}
