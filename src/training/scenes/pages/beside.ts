import { EM } from "../../data/sources/typefaces.ts";
import type { Random } from "../../random.ts";
import type { Rgb } from "../canvas.ts";
import { fromHsv, layTile } from "../canvas.ts";
import { drawLines, rectangle, ring } from "./marks.ts";
import { NON_DIGIT, type Page, pickSize, UNCERTAIN } from "./page.ts";
import type { PageSources } from "./page-sources.ts";
import { layShape, type Script } from "./script.ts";

/** What stands beside numbers: print, words, signs, lines, codes. */

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A free place of this size, away from everything written, or undefined. */
export function findRoom(page: Page, width: number, height: number, margin: number, random: Random): Rect | undefined {
  for (let attempt = 0; attempt < 10; attempt++) {
    const x = random.between(-0.15 * width, page.canvas.width - 0.85 * width);
    const y = random.between(-0.15 * height, page.canvas.height - 0.85 * height);
    const free = page.items.every(
      ({ box }) =>
        box.x > x + width + margin ||
        box.x + box.width < x - margin ||
        box.y > y + height + margin ||
        box.y + box.height < y - margin,
    );
    if (free) return { x, y, width, height };
  }
  return undefined;
}

/** Characters that alone could be a digit. */
const LOOK_ALIKES = new Set([..."OoQDlIi|!SsZzBbgqGTLJyjt[]/\\()"]);
const WORDS =
  "Name Date Total Amount Page No. Nr Nummer Datum Betrag Summe Seite Address Street City Zip Code Phone Tel Fax E-mail Invoice Order Qty Price Tax Signature Account Bank Please return to the and of for with your our from Telefon Adresse Kunde Konto Menge Preis Ort Strasse Line Field Form Answer Question Points Score Grade Class Student Teacher Meter Reading Water Power Gas Units kWh kg cm mm EUR USD CHF".split(
    " ",
  );

/** A printed line. Its digits are digits; @returns where it ends */
export function printText(
  page: Page,
  sources: PageSources,
  text: string,
  left: number,
  baseline: number,
  heightPx: number,
  script: Script,
  random: Random,
  isHandwriting?: boolean,
): number {
  const face = sources.pickTypeface(random, isHandwriting);
  let x = left;
  const em = heightPx / 0.72;
  for (const character of text) {
    if (x > page.canvas.width + em) break;
    const shape = face && character !== " " ? sources.drawPrinted(face, character) : undefined;
    if (!shape) {
      x += em * 0.3;
      continue;
    }
    // A typeface's shapes are scaled to the same size; what they are of the em tells their real height.
    const tall = em * inkShare(face!.glyph(character)!.height - 12);
    const drop = "gjpqy,;Q".includes(character) ? 0.25 * em : 0;
    const lift = "-–+=~".includes(character) ? 0.25 * em : "'\"°*".includes(character) ? 0.45 * em : 0;
    const laid = layShape(page, shape, tall, x, baseline + drop - lift, script, random);
    const digit = /\d/.test(character);
    const label = digit ? Number(character) : LOOK_ALIKES.has(character) ? UNCERTAIN : NON_DIGIT;
    page.items.push({ box: { x: laid.left, y: laid.top, width: laid.box.width, height: laid.box.height }, label });
    x = laid.left + laid.box.width + em * 0.09;
  }
  return x;
}

function inkShare(pixels: number): number {
  return pixels / EM;
}

export function pickWords(count: number, random: Random): string {
  return Array.from({ length: count }, () =>
    random.chance(0.06)
      ? String(random.below(10 ** (1 + random.below(4))))
      : random.chance(0.15)
        ? Array.from({ length: 3 + random.below(6) }, () => String.fromCharCode(97 + random.below(26))).join("")
        : random.pick(WORDS),
  )
    .join(" ")
    .concat(random.chance(0.4) ? random.pick([":", ".", ",", "?", ";"]) : "");
}

/** A word of handwritten letters and signs. */
export function writeWord(
  page: Page,
  sources: PageSources,
  left: number,
  baseline: number,
  heightPx: number,
  letters: number,
  script: Script,
  random: Random,
): void {
  let x = left;
  for (let i = 0; i < letters; i++) {
    const shape = sources.drawLetter(random);
    const flat = shape.inkHeight < 0.45 * shape.inkWidth;
    const tall =
      (heightPx * random.between(0.6, 1.1) * shape.inkHeight) / Math.max(shape.inkHeight, 0.8 * shape.inkWidth);
    const laid = layShape(page, shape, Math.max(2, tall), x, baseline - (flat ? 0.4 * heightPx : 0), script, random);
    page.items.push({
      box: { x: laid.left, y: laid.top, width: laid.box.width, height: laid.box.height },
      label: NON_DIGIT,
    });
    x = laid.left + laid.box.width + heightPx * random.between(0, 0.2);
    if (x > page.canvas.width) break;
  }
}

/** Ticks, crosses, arrows, scribbles, lone lines: with the same pen, anywhere free. */
export function drawSignsBeside(
  page: Page,
  sources: PageSources,
  heightPx: number,
  count: number,
  script: Script,
  random: Random,
): void {
  for (let n = 0; n < count; n++) {
    const size = heightPx * pickSize(0.4, 2, random);
    const room = findRoom(page, size, size, 0.15 * heightPx, random);
    if (!room) continue;
    writeWord(page, sources, room.x, room.y + size, size, random.chance(0.6) ? 1 : 1 + random.below(5), script, random);
  }
}

/** Paragraphs of print somewhere free. */
export function drawPrintBeside(
  page: Page,
  sources: PageSources,
  heightPx: number,
  script: Script,
  random: Random,
): void {
  const lines = 1 + random.below(5);
  const pitch = heightPx * random.between(1.4, 2.2);
  const width = page.canvas.width * random.between(0.2, 0.8);
  const room = findRoom(page, width, lines * pitch, 0.5 * heightPx, random);
  if (!room) return;
  for (let line = 0; line < lines; line++) {
    const words = Math.max(1, Math.round(width / (heightPx * 5)));
    printText(
      page,
      sources,
      pickWords(words, random),
      room.x,
      room.y + (line + 1) * pitch,
      heightPx,
      script,
      random,
      random.chance(0.1),
    );
  }
}

/** A straight or wavy line under, over or beside what is written. */
export function underline(page: Page, box: Rect, script: Script, random: Random): void {
  const heightPx = box.height;
  const y = box.y + box.height + heightPx * random.between(0.02, 0.35);
  const tilt = 0.1 * heightPx * random.normal();
  const lines = random.chance(0.2) ? 2 : 1;
  for (let i = 0; i < lines; i++) {
    const from = { x: box.x - heightPx * random.between(-0.2, 0.4), y: y + tilt + i * 0.15 * heightPx };
    const to = { x: box.x + box.width + heightPx * random.between(-0.2, 0.5), y: y - tilt + i * 0.15 * heightPx };
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 + 0.04 * heightPx * random.normal() };
    drawLines(page.canvas, [[from, middle, to]], {
      colour: script.colour,
      opacity: script.opacity,
      widthPx: Math.max(0.6, 2 * script.pen * heightPx * random.between(0.6, 1.3)),
    });
  }
}

/** A frame or ring around a box. @param gap free space between, as a share of the box's height (at least) */
export function drawAround(
  page: Page,
  box: Rect,
  kind: "box" | "ring" | "round",
  colour: Rgb,
  widthPx: number,
  random: Random,
): Rect {
  const gap = () => box.height * pickSize(0.08, 0.9, random);
  const even = gap();
  const gaps = random.chance(0.5) ? [even, even, even, even] : [gap(), gap(), gap(), gap()];
  const [left, top] = [box.x - gaps[0], box.y - gaps[1]];
  const [right, bottom] = [box.x + box.width + gaps[2], box.y + box.height + gaps[3]];
  const pencil = { colour, opacity: 1, widthPx };
  if (kind === "box") {
    const wobble = random.chance(0.5) ? 0 : 0.03 * box.height;
    const stroke = rectangle(left, top, right, bottom).map(({ x, y }) => ({
      x: x + wobble * random.normal(),
      y: y + wobble * random.normal(),
    }));
    drawLines(page.canvas, [stroke], pencil);
  } else {
    const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
    let [rx, ry] = [((right - left) / 2) * 1.25, ((bottom - top) / 2) * 1.15];
    if (random.chance(0.4)) rx = ry = Math.max(rx, ry);
    drawLines(page.canvas, [ring(cx, cy, rx, ry, kind === "ring" ? 0.04 : 0, random)], pencil);
    return { x: cx - rx, y: cy - ry, width: 2 * rx, height: 2 * ry };
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A two-dimensional or bar code. */
export function drawCode(page: Page, x: number, y: number, size: number, random: Random): void {
  const bars = random.chance(0.35);
  const modules = bars ? 40 + random.below(50) : 21 + 4 * random.below(5);
  const rows = bars ? 1 : modules;
  const side = Math.max(4, Math.round(size));
  const height = bars ? Math.round(side * random.between(0.2, 0.5)) : side;
  const cells = Uint8Array.from({ length: modules * rows }, () => random.below(2));
  if (!bars)
    for (const [fx, fy] of [
      [0, 0],
      [modules - 7, 0],
      [0, modules - 7],
    ]) {
      for (let i = 0; i < 49; i++) {
        const [cx, cy] = [i % 7, Math.floor(i / 7)];
        const edge = Math.min(cx, cy, 6 - cx, 6 - cy);
        cells[(fy + cy) * modules + fx + cx] = edge === 1 ? 0 : 1;
      }
    }
  const coverage = new Float32Array(side * height);
  const SUB = 3;
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < side; px++) {
      let sum = 0;
      for (let s = 0; s < SUB * SUB; s++) {
        const u = Math.floor(((px + ((s % SUB) + 0.5) / SUB) * modules) / side);
        const v = Math.floor(((py + (Math.floor(s / SUB) + 0.5) / SUB) * rows) / height);
        sum += cells[Math.min(rows - 1, v) * modules + Math.min(modules - 1, u)];
      }
      coverage[py * side + px] = sum / (SUB * SUB);
    }
  }
  layTile(page.canvas, { width: side, height, coverage }, Math.round(x), Math.round(y), [0.03, 0.03, 0.03], 1);
}

/** Ink of print: black or coloured, even. */
export function pickPrintInk(random: Random): { colour: Rgb; opacity: number } {
  return {
    colour: random.chance(0.75)
      ? fromHsv(0, 0, random.between(0, 0.35))
      : fromHsv(random.next(), random.next(), random.between(0.1, 0.7)),
    opacity: random.between(0.6, 1),
  };
}
