import type { Picture } from "../../../core/picture.ts";
import type { Random } from "../../random.ts";
import { compress, photograph } from "../camera.ts";
import { canvasToPicture, createCanvas, fromHsv, lay, type Rgb } from "../canvas.ts";
import { castLight } from "../light.ts";
import { drawRules } from "../rules.ts";
import { drawDesk, drawSpecks } from "../surroundings.ts";
import { drawTextureScene } from "../texture-scene.ts";
import {
  drawAround,
  drawCode,
  drawPrintBeside,
  drawSignsBeside,
  findRoom,
  pickPrintInk,
  pickWords,
  printText,
  type Rect,
  underline,
  writeWord,
} from "./beside.ts";
import { drawDeskTop, drawThings, layOnDesk } from "./desk.ts";
import { distance, type Ground, type GroundKind, pickContrast, pickGround } from "./grounds.ts";
import { drawLines, rectangle, ring } from "./marks.ts";
import { pickGap, pickLength, pickNumber } from "./number-texts.ts";
import { clipItems, type Item, NON_DIGIT, type Page, pickSize, pickWeighted } from "./page.ts";
import type { PageSources } from "./page-sources.ts";
import { layShape, pickScript, type Script, strikeOut, writeLine } from "./script.ts";

/** A made-up picture and all that is written on it. */
export interface PageScene {
  readonly kind: PageKind;
  readonly picture: Picture;
  readonly items: readonly Item[];
}

export const PAGE_KINDS = {
  single: 17,
  desk: 15,
  boxed: 11,
  tight: 6,
  thin: 8,
  figure: 4,
  row: 14,
  table: 8,
  text: 5,
  register: 3,
  pixels: 3,
  empty: 9,
  real: 7,
} as const;
export type PageKind = keyof typeof PAGE_KINDS;

type Draw = (sources: PageSources, size: number, random: Random) => { page: Page; isPhotographed: boolean };

const DRAW: Readonly<Record<PageKind, Draw>> = {
  single: drawSingle,
  desk: drawOnDesk,
  boxed: drawBoxed,
  tight: drawTight,
  thin: drawThin,
  figure: drawFigure,
  row: drawRow,
  table: drawTable,
  text: drawBesideText,
  register: drawRegister,
  pixels: drawPixels,
  empty: drawEmpty,
  real: drawReal,
};

const KIND_WEIGHTS = Object.entries(PAGE_KINDS).map(([kind, weight]) => [weight, kind as PageKind] as const);

/** Draws a page of `size` × `size` pixels. The same sources and state of `random` give the same page. */
export function drawPage(sources: PageSources, size: number, random: Random, only?: PageKind): PageScene {
  const kind = only ?? pickWeighted(KIND_WEIGHTS, random);
  const { page, isPhotographed } = DRAW[kind](sources, size, random);
  if (isPhotographed && random.chance(0.85)) castLight(page.canvas, random);
  const picture = isPhotographed ? photograph(page.canvas, random) : canvasToPicture(page.canvas);
  return {
    kind,
    picture: !isPhotographed && random.chance(0.25) ? compress(picture, 45 + random.below(50)) : picture,
    items: clipItems(page.items, size, size),
  };
}

function start(size: number, random: Random, kind?: GroundKind): { page: Page; ground: Ground } {
  const ground = pickGround(size, size, random, kind);
  return { page: { canvas: ground.canvas, items: [] }, ground };
}

/** Most pictures are sharp, some soft, a few out of focus. Width of an edge in pixels. */
function pickSoftness(heightPx: number, isPhotographed: boolean, random: Random): number {
  if (!isPhotographed) return random.chance(0.85) ? 1 : random.between(1, 2.5);
  const kind = random.next();
  if (kind < 0.55) return random.between(1, 1.6);
  if (kind < 0.85) return 1 + random.between(0, 0.05) * heightPx;
  return 1 + random.between(0.05, 0.12) * heightPx;
}

function scriptOn(sources: PageSources, ground: Ground, heightPx: number, random: Random): Script {
  return pickScript(
    sources.pickWriter(random),
    ground.ink,
    pickSoftness(heightPx, ground.isPhotographed, random),
    random,
  );
}

function addPaperTrouble(
  page: Page,
  ground: Ground,
  heightPx: number,
  script: Script,
  random: Random,
  chance = 0.35,
): void {
  if (!ground.isPhotographed && random.chance(0.7)) return;
  if (random.chance(chance)) drawRules(page.canvas, heightPx, script.softPx, random);
  if (random.chance(0.2)) drawSpecks(page.canvas, heightPx, random);
}

/** Moves what was written so that its box lies somewhere inside; writes it once to measure, then for good. */
function placeLine(
  page: Page,
  text: string,
  heightPx: number,
  gap: number,
  script: Script,
  random: Random,
  room: Rect = { x: 0, y: 0, width: page.canvas.width, height: page.canvas.height },
): Rect | undefined {
  const estimate = estimateWidth(text, heightPx, gap, script);
  const slope = random.chance(0.6) ? 0.03 * random.normal() : 0.1 * random.normal();
  const free = (space: number) =>
    space <= 0
      ? space / 2
      : space * Math.min(1, Math.max(0, random.chance(0.5) ? 0.5 + 0.15 * random.normal() : random.next()));
  const left = room.x + free(room.width - estimate);
  const baseline = room.y + heightPx + free(room.height - heightPx);
  const from = page.items.length;
  writeLine(page, { text, left, baseline, heightPx, gap, slope }, script, random);
  return around(page.items.slice(from));
}

function estimateWidth(text: string, heightPx: number, gap: number, script: Script): number {
  let width = 0;
  for (const character of text)
    width += /\d/.test(character) ? (character === "1" ? 0.3 : 0.62) * script.aspect + gap : 0.4;
  return Math.max(0.3, width) * heightPx;
}

function around(items: readonly Item[]): Rect | undefined {
  if (items.length === 0) return undefined;
  const x = Math.min(...items.map(({ box }) => box.x));
  const y = Math.min(...items.map(({ box }) => box.y));
  const right = Math.max(...items.map(({ box }) => box.x + box.width));
  const bottom = Math.max(...items.map(({ box }) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** One digit, large or small, on anything. */
function drawSingle(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random);
  const share = random.chance(0.75) ? random.between(0.25, 0.85) : pickSize(0.08, 0.3, random);
  const heightPx = share * size;
  const script = scriptOn(sources, ground, heightPx, random);
  addPaperTrouble(page, ground, heightPx, script, random);
  if (random.chance(0.03)) {
    drawBar(page, heightPx, script, random);
    return { page, isPhotographed: ground.isPhotographed };
  }
  const box = placeLine(page, String(random.below(10)), heightPx, 0.1, script, random);
  if (random.chance(0.12)) drawSignsBeside(page, sources, heightPx * 0.6, 1 + random.below(3), script, random);
  if (ground.isPhotographed && box && random.chance(0.15)) drawDesk(page.canvas, box, script.softPx, random);
  return { page, isPhotographed: ground.isPhotographed };
}

/** A 1 as a bare upright line, well inside the picture. */
function drawBar(page: Page, heightPx: number, script: Script, random: Random): void {
  const { width, height } = page.canvas;
  const tall = Math.min(heightPx, 0.8 * height);
  const x = width * random.between(0.2, 0.8);
  const top = random.between(0.06 * height, Math.max(0.06 * height, 0.94 * height - tall));
  const lean = tall * 0.12 * random.normal();
  const widthPx = Math.max(0.5, 2 * script.pen * tall);
  const [from, to] = [
    { x: x + lean / 2, y: top },
    { x: x - lean / 2, y: top + tall },
  ];
  drawLines(page.canvas, [[from, to]], { colour: script.colour, opacity: script.opacity, widthPx });
  const w = Math.abs(lean) + Math.max(1, widthPx);
  page.items.push({
    box: { x: x - w / 2, y: top - widthPx / 2, width: w, height: tall + widthPx },
    label: 1,
  });
}

/** A sheet, card or sticky note wholly visible on a desk, with a digit or a number on it. */
function drawOnDesk(sources: PageSources, size: number, random: Random) {
  const share = random.between(0.3, 1);
  const sides = () => Math.round(size * share * random.between(0.75, 1));
  const [width, height] = random.chance(0.7)
    ? [sides(), Math.round(sides() * random.between(0.6, 1))]
    : [Math.round(sides() * random.between(0.5, 1)), sides()];
  const ground = pickGround(
    width,
    height,
    random,
    pickWeighted(
      [
        [60, "paper"],
        [25, "coloured"],
        [5, "board"],
        [10, "screen"],
      ] as const,
      random,
    ),
  );
  const sheet: Page = { canvas: ground.canvas, items: [] };
  const single = random.chance(0.75);
  const short = Math.min(width, height);
  const heightPx = Math.max(9, short * (single ? random.between(0.25, 0.85) : random.between(0.12, 0.4)));
  const script = scriptOn(sources, ground, heightPx, random);
  addPaperTrouble(sheet, ground, heightPx, script, random);
  const text = single ? String(random.below(10)) : pickNumber(random);
  const box = placeLine(sheet, text, heightPx, pickGap(random), script, random);
  if (box && random.chance(0.12))
    drawAround(
      sheet,
      box,
      random.pick(["box", "ring", "round"]),
      script.colour,
      Math.max(0.8, script.pen * heightPx),
      random,
    );
  if (random.chance(0.1))
    drawLines(sheet.canvas, [rectangle(2, 2, width - 2, height - 2)], {
      colour: script.colour,
      opacity: 0.7,
      widthPx: random.between(0.5, 3),
    });
  const desk = drawDeskTop(size, size, random);
  if (random.chance(0.35)) drawThings(desk, 1 + random.below(4), random);
  const turn = random.chance(0.75) ? 0.1 * random.normal() : 0.35 * random.normal();
  const room = (side: number) => (size - side) / 2;
  const centre = [
    size / 2 + room(width) * random.between(-0.9, 0.9),
    size / 2 + room(height) * random.between(-0.9, 0.9),
  ] as const;
  const whole = { ...sheet, items: clipItems(sheet.items, width, height) };
  const page = layOnDesk(whole, desk, centre, 1, turn, random);
  return { page, isPhotographed: true };
}

/** In drawn frames, rings, form boxes, comb fields. */
function drawBoxed(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random);
  const kind = random.next();
  const line = () => pickSize(0.5, 7, random) * Math.sqrt(size / 200);
  const paper: Rgb = [ground.canvas.planes[0][0], ground.canvas.planes[1][0], ground.canvas.planes[2][0]];
  const colour = random.chance(0.6) ? ground.ink.colour : pickContrast(paper, 0.2, random);
  if (kind < 0.5) {
    const single = random.chance(0.75);
    const heightPx = size * (single ? random.between(0.12, 0.6) : random.between(0.08, 0.25));
    const script = scriptOn(sources, ground, heightPx, random);
    const box = placeLine(
      page,
      single ? String(random.below(10)) : pickNumber(random),
      heightPx,
      pickGap(random),
      script,
      random,
      inner(size, 0.12),
    );
    if (box) {
      let frame = drawAround(page, box, random.pick(["box", "box", "ring", "round"]), colour, line(), random);
      if (random.chance(0.12))
        frame = drawAround(page, frame, random.pick(["box", "ring", "round"]), colour, line(), random);
    }
    if (random.chance(0.15))
      drawPrintBeside(page, sources, heightPx * random.between(0.2, 0.6), printScript(sources, script, random), random);
  } else {
    drawCombs(page, sources, ground, colour, line(), size, random);
  }
  return { page, isPhotographed: ground.isPhotographed };
}

const inner = (size: number, margin: number): Rect => ({
  x: margin * size,
  y: margin * size,
  width: (1 - 2 * margin) * size,
  height: (1 - 2 * margin) * size,
});

function printScript(sources: PageSources, script: Script, random: Random): Script {
  return {
    ...script,
    ...pickPrintInk(random),
    ...{ slant: 0, rotation: 0, aspect: 1, pressure: 0, nib: 0, wobble: 0, jitter: 0, uneven: 0 },
    pen: random.between(0.035, 0.075),
    writer: script.writer.isPrinted ? script.writer : sources.pickWriter(random),
  };
}

/** Rows of boxes with one digit each, some of them empty, with text before or above. */
function drawCombs(
  page: Page,
  sources: PageSources,
  ground: Ground,
  colour: Rgb,
  widthPx: number,
  size: number,
  random: Random,
): void {
  const count = 1 + random.below(10);
  const cell = Math.min((size * random.between(0.5, 0.98)) / count, size * 0.5);
  const tall = cell * random.between(0.9, 1.8);
  const rows = Math.max(1, Math.min(1 + random.below(4), Math.floor((size * 0.9) / (tall * 1.4))));
  const left = random.between(0, Math.max(0, size - count * cell));
  const pitch = tall * random.between(1.1, 2);
  const top = random.between(0, Math.max(0, size - rows * pitch));
  const comb = random.chance(0.25);
  const apart = random.chance(0.3) ? random.between(0.05, 0.3) * cell : 0;
  const line = Math.min(widthPx, 0.08 * cell);
  const heightPx = tall * random.between(0.4, 0.95);
  const script = scriptOn(sources, ground, heightPx, random);
  const dotted = random.chance(0.12);
  for (let row = 0; row < rows; row++) {
    const y = top + row * pitch;
    if (random.chance(0.4))
      printText(
        page,
        sources,
        pickWords(1 + random.below(3), random),
        left,
        y - 0.15 * tall,
        Math.max(5, 0.3 * tall),
        printScript(sources, script, random),
        random,
      );
    for (let i = 0; i < count; i++) {
      const x = left + i * cell;
      const stroke = comb
        ? [
            { x, y: y + 0.5 * tall },
            { x, y: y + tall },
            { x: x + cell, y: y + tall },
            { x: x + cell, y: y + 0.5 * tall },
          ]
        : rectangle(x, y, x + cell - apart, y + tall);
      const strokes = dotted ? dots(stroke, 3 * line + 1.5) : [stroke];
      drawLines(page.canvas, strokes, { colour, opacity: 1, widthPx: line });
      if (random.chance(0.15)) continue;
      const digit = random.below(10);
      const shape = script.writer.digit(digit, random);
      const width = (heightPx * shape.inkWidth * script.aspect) / shape.inkHeight;
      const laid = layShape(
        page,
        shape,
        heightPx * (width > 0.95 * cell ? (0.95 * cell) / width : 1),
        x + (cell - apart - Math.min(width, 0.95 * cell)) / 2 + 0.08 * cell * random.normal(),
        y + (tall + heightPx) / 2 + 0.06 * tall * random.normal(),
        script,
        random,
      );
      page.items.push({
        box: { x: laid.left, y: laid.top, width: laid.box.width, height: laid.box.height },
        label: digit,
      });
    }
  }
}

function dots(stroke: readonly { x: number; y: number }[], stepPx: number) {
  return stroke.slice(1).flatMap((to, i) => {
    const from = stroke[i];
    const n = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / stepPx));
    return Array.from({ length: n }, (_, k) => [
      { x: from.x + ((to.x - from.x) * k) / n, y: from.y + ((to.y - from.y) * k) / n },
    ]);
  });
}

/** A crop so tight that the ink touches the border, on one side or all. */
function drawTight(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random);
  const digit = random.chance(0.1) ? 1 : random.below(10);
  const bold = random.chance(0.5);
  const ink = bold ? { ...ground.ink, radius: random.between(0.06, 0.15) } : ground.ink;
  const heightPx = size * random.between(0.85, 1.08);
  const writer = sources.pickWriter(random);
  const script = {
    ...pickScript(writer, ink, pickSoftness(heightPx, ground.isPhotographed, random), random),
    jitter: 0.2,
  };
  const shape = writer.digit(digit, random);
  // As wide as it is tall in one crop of three, as data sets do that stretch each digit to a square.
  const natural = shape.inkWidth / shape.inkHeight;
  const stretched =
    random.chance(0.33) && digit !== 1
      ? { ...script, aspect: Math.min(2.2, random.between(0.85, 1.1) / natural) }
      : script;
  const width = heightPx * natural * stretched.aspect;
  const side = random.below(3);
  const left = side === 0 ? -0.03 * size : side === 1 ? size - width : (size - width) / 2;
  const laid = layShape(
    page,
    shape,
    heightPx,
    left + 0.02 * size * random.normal(),
    size * random.between(0.93, 1.03),
    stretched,
    random,
  );
  page.items.push({ box: { x: laid.left, y: laid.top, width: laid.box.width, height: laid.box.height }, label: digit });
  return { page: cropAround(page, laid.left, laid.box.width, random), isPhotographed: ground.isPhotographed };
}

/** Cuts the sides off in some of the tight pictures and fills what is left with another tone, as where the picture ends. */
function cropAround(page: Page, left: number, width: number, random: Random): Page {
  if (random.chance(0.5)) return page;
  const { canvas } = page;
  const from = Math.floor(Math.max(0, left - random.between(0, 4)));
  const to = Math.ceil(Math.min(canvas.width, left + width + random.between(0, 4)));
  for (const plane of canvas.planes)
    for (let y = 0; y < canvas.height; y++) {
      plane.fill(-1, y * canvas.width, y * canvas.width + from);
      plane.fill(-1, y * canvas.width + to, (y + 1) * canvas.width);
    }
  const outside: Rgb = random.chance(0.5) ? [0, 0, 0] : fromHsv(random.next(), random.next() * 0.3, random.next());
  canvas.planes.forEach((plane, p) => {
    for (let i = 0; i < plane.length; i++) if (plane[i] < 0) plane[i] = outside[p];
  });
  return page;
}

/** A thin pen on a large canvas, as it looks when the canvas is made small: pale lines, small writing, much that is empty. */
function drawThin(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random, random.chance(0.75) ? "screen" : "paper");
  const heightPx = pickSize(6, 60, random);
  const pen = random.between(0.2, 1.4) / (2 * heightPx);
  const script = {
    ...pickScript(sources.pickWriter(random), { ...ground.ink, radius: pen, opacity: 1 }, 1, random),
    jitter: random.next() * 0.5,
  };
  if (random.chance(0.06)) {
    drawBar(page, heightPx, script, random);
    return { page, isPhotographed: ground.isPhotographed };
  }
  const count = random.chance(0.75) ? 1 : pickLength(random);
  const text = Array.from({ length: count }, () => random.below(10)).join("");
  const box = placeLine(page, text, heightPx, pickGap(random), script, random);
  if (box && random.chance(0.15))
    drawAround(page, box, random.pick(["box", "ring", "round"]), script.colour, random.between(0.3, 1.5), random);
  return { page, isPhotographed: ground.isPhotographed && random.chance(0.7) };
}

/** A figure or a screenshot: axes, ticks, borders, bars, buttons. */
function drawFigure(sources: PageSources, size: number, random: Random) {
  const outer: Rgb = random.chance(0.75) ? [1, 1, 1] : fromHsv(random.next(), 0.3 * random.next(), random.next());
  const page: Page = { canvas: createCanvas(size, size, outer), items: [] };
  const { canvas } = page;
  const side = size * random.between(0.4, 0.85);
  const width = random.chance(0.6) ? side : size * random.between(0.4, 0.9);
  const left = Math.round(random.between(0.05, 1) * (size - width));
  const top = Math.round(random.between(0.05, 1) * (size - side));
  const ground = pickGround(Math.round(width), Math.round(side), random, "screen");
  const sheet: Page = { canvas: ground.canvas, items: [] };
  const heightPx = side * random.between(0.35, 0.9);
  const blocks = random.chance(0.5) ? 28 : 0;
  const script = scriptOn(sources, ground, heightPx, random);
  const single = random.chance(0.8);
  placeLine(
    sheet,
    single ? String(random.below(10)) : pickNumber(random),
    single ? heightPx : heightPx * 0.4,
    pickGap(random),
    script,
    random,
  );
  if (blocks > 0) pixelate(sheet, side / blocks);
  paste(page, sheet, left, top);
  const ink: Rgb = distance(outer, [0, 0, 0]) > 0.4 ? [0, 0, 0] : [1, 1, 1];
  const [right, bottom] = [left + Math.round(width), top + Math.round(side)];
  if (random.chance(0.7))
    drawLines(canvas, [rectangle(left, top, right, bottom)], {
      colour: ink,
      opacity: 1,
      widthPx: pickSize(0.4, 3, random),
    });
  if (random.chance(0.6)) {
    const text = printScript(sources, script, random);
    const tick = Math.max(4, size * random.between(0.02, 0.05));
    const step = width / (3 + random.below(5));
    for (let i = 0; i * step <= width; i++) {
      drawLines(
        canvas,
        [
          [
            { x: left + i * step, y: bottom },
            { x: left + i * step, y: bottom + tick * 0.5 },
          ],
        ],
        { colour: ink, opacity: 1, widthPx: 0.7 },
      );
      drawLines(
        canvas,
        [
          [
            { x: left, y: top + i * step },
            { x: left - tick * 0.5, y: top + i * step },
          ],
        ],
        { colour: ink, opacity: 1, widthPx: 0.7 },
      );
      const label = String(i * random.pick([5, 5, 5, 10, 1]));
      printText(
        page,
        sources,
        label,
        left + i * step - tick * 0.4,
        bottom + tick * 1.8,
        tick,
        { ...text, colour: ink },
        random,
        false,
      );
      if (i > 0)
        printText(
          page,
          sources,
          label,
          left - tick * 2.6,
          top + i * step + tick * 0.5,
          tick,
          { ...text, colour: ink },
          random,
          false,
        );
    }
    if (random.chance(0.4))
      printText(
        page,
        sources,
        pickWords(2, random),
        left + 0.2 * width,
        top - tick,
        tick * 1.2,
        { ...text, colour: ink },
        random,
        false,
      );
  }
  if (random.chance(0.3)) {
    const bar = size * random.between(0.03, 0.09);
    for (let x = 0; x < canvas.width; x++)
      for (let y = 0; y < bar; y++)
        canvas.planes.forEach((plane) => {
          plane[y * canvas.width + x] *= 0.8;
        });
    for (let i = 0; i < 3; i++)
      drawLines(canvas, [ring(size - (i + 1) * bar, bar / 2, bar * 0.25, bar * 0.25, 0, random)], {
        colour: fromHsv(random.next(), 0.6, 0.7),
        opacity: 1,
        widthPx: bar * 0.2,
      });
  }
  return { page, isPhotographed: random.chance(0.15) };
}

function paste(page: Page, sheet: Page, left: number, top: number): void {
  const { canvas } = page;
  sheet.canvas.planes.forEach((plane, p) => {
    for (let y = 0; y < sheet.canvas.height; y++) {
      if (top + y < 0 || top + y >= canvas.height) continue;
      for (let x = 0; x < sheet.canvas.width; x++) {
        if (left + x < 0 || left + x >= canvas.width) continue;
        canvas.planes[p][(top + y) * canvas.width + left + x] = plane[y * sheet.canvas.width + x];
      }
    }
  });
  for (const item of clipItems(sheet.items, sheet.canvas.width, sheet.canvas.height))
    page.items.push({ ...item, box: { ...item.box, x: item.box.x + left, y: item.box.y + top } });
}

/** Enlarged pixels, hard or smooth. */
function pixelate(page: Page, blockPx: number): void {
  const { width, height, planes } = page.canvas;
  const columns = Math.max(1, Math.round(width / blockPx));
  const rows = Math.max(1, Math.round(height / blockPx));
  for (const plane of planes) {
    const sums = new Float32Array(columns * rows);
    const counts = new Float32Array(columns * rows);
    const cell = (i: number) =>
      Math.floor((Math.floor(i / width) * rows) / height) * columns + Math.floor(((i % width) * columns) / width);
    for (let i = 0; i < plane.length; i++) {
      sums[cell(i)] += plane[i];
      counts[cell(i)]++;
    }
    for (let i = 0; i < plane.length; i++) plane[i] = sums[cell(i)] / counts[cell(i)];
  }
}

/** One number, or a few below each other, with all that people put around. */
function drawRow(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random, random.chance(0.4) ? "cheque" : undefined);
  const lines = random.chance(0.7) ? 1 : 2 + random.below(3);
  const script0 = scriptOn(sources, ground, 30, random);
  for (let n = 0; n < lines; n++) {
    const text = pickNumber(random);
    const gap = pickGap(random);
    const unit = Math.max(0.6, estimateWidth(text, 1, gap, script0));
    const heightPx = Math.min(
      size * 0.55,
      Math.max(9, (size * random.between(0.4, 1.02)) / unit),
      (size * 0.8) / lines,
    );
    const script =
      n === 0 || random.chance(0.7)
        ? { ...script0, softPx: pickSoftness(heightPx, ground.isPhotographed, random) }
        : scriptOn(sources, ground, heightPx, random);
    if (n === 0) addPaperTrouble(page, ground, heightPx, script, random, 0.3);
    const room = { x: 0, y: (size * n) / lines, width: size, height: size / lines };
    const from = page.items.length;
    const box = placeLine(page, text, heightPx, gap, script, random, room);
    if (!box) continue;
    if (random.chance(0.2)) underline(page, box, script, random);
    if (random.chance(0.06)) {
      strikeOut(page, box, script, random);
      for (let i = from; i < page.items.length; i++) page.items[i] = { ...page.items[i], label: NON_DIGIT };
    }
    if (random.chance(0.15))
      writeWord(
        page,
        sources,
        box.x + box.width + 0.3 * heightPx,
        box.y + box.height,
        heightPx,
        1 + random.below(4),
        script,
        random,
      );
  }
  if (random.chance(0.15)) drawSignsBeside(page, sources, size * 0.1, 1 + random.below(3), script0, random);
  if (random.chance(0.12))
    drawPrintBeside(page, sources, size * random.between(0.03, 0.07), printScript(sources, script0, random), random);
  if (random.chance(0.2)) drawBorders(page, random);
  return { page, isPhotographed: ground.isPhotographed };
}

/** Lines of a form along the picture's sides. */
function drawBorders(page: Page, random: Random): void {
  const { width, height } = page.canvas;
  const colour = fromHsv(random.next(), 0.4 * random.next(), random.between(0, 0.5));
  for (let n = 1 + random.below(3); n > 0; n--) {
    const level = random.chance(0.6);
    const at = random.chance(0.5) ? random.between(0, 0.12) : random.between(0.88, 1);
    const [a, b] = [0.02 * random.normal(), 0.02 * random.normal()];
    const from = level ? { x: 0, y: (at + a) * height } : { x: (at + a) * width, y: 0 };
    const to = level ? { x: width, y: (at + b) * height } : { x: (at + b) * width, y: height };
    drawLines(page.canvas, [[from, to]], {
      colour,
      opacity: random.between(0.4, 1),
      widthPx: pickSize(0.5, 4, random),
    });
  }
}

/** Numbers in columns and rows, ruled or not. */
function drawTable(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random, random.chance(0.6) ? "paper" : undefined);
  const columns = 1 + random.below(4);
  const rows = 2 + random.below(8);
  const pitch = (size * random.between(0.8, 1.1)) / rows;
  const cell = (size * random.between(0.85, 1.05)) / columns;
  const heightPx = Math.max(8, pitch * random.between(0.4, 0.95));
  const script = scriptOn(sources, ground, heightPx, random);
  const [left, top] = [random.between(-0.05, 0.1) * size, random.between(-0.05, 0.1) * size];
  const ruled = random.next();
  const colour = random.chance(0.5)
    ? ground.ink.colour
    : fromHsv(random.next(), 0.4 * random.next(), random.between(0, 0.6));
  const line = { colour, opacity: random.between(0.4, 1), widthPx: pickSize(0.4, 2.5, random) };
  const tilt = 0.02 * random.normal();
  if (ruled < 0.6)
    for (let row = 0; row <= rows; row++)
      drawLines(
        page.canvas,
        [
          [
            { x: left, y: top + row * pitch },
            { x: left + columns * cell, y: top + row * pitch + tilt * size },
          ],
        ],
        line,
      );
  if (ruled < 0.45)
    for (let column = 0; column <= columns; column++)
      drawLines(
        page.canvas,
        [
          [
            { x: left + column * cell, y: top },
            { x: left + column * cell - tilt * size, y: top + rows * pitch },
          ],
        ],
        line,
      );
  const length = pickLength(random);
  const gap = pickGap(random);
  const style = random.next();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (random.chance(0.12)) continue;
      const x = left + column * cell;
      const baseline = top + row * pitch + tilt * (x - left) + (pitch + heightPx) / 2 + 0.06 * pitch * random.normal();
      if (random.chance(0.06)) {
        writeWord(page, sources, x + 0.1 * cell, baseline, heightPx, 1 + random.below(4), script, random);
        continue;
      }
      const text =
        style < 0.6
          ? Array.from({ length: Math.max(1, length - random.below(2)) }, () => random.below(10)).join("")
          : pickNumber(random);
      const width = estimateWidth(text, heightPx, gap, script);
      const tall = Math.min(heightPx, (heightPx * cell) / width);
      const from = page.items.length;
      writeLine(
        page,
        {
          text,
          left: x + Math.max(0, cell - width) * random.between(0.1, 0.9),
          baseline,
          heightPx: Math.max(6, tall),
          gap,
          slope: 0.02 * random.normal(),
        },
        script,
        random,
      );
      if (random.chance(0.03)) {
        const box = around(page.items.slice(from));
        if (box) strikeOut(page, box, script, random);
        for (let i = from; i < page.items.length; i++) page.items[i] = { ...page.items[i], label: NON_DIGIT };
      }
    }
  }
  return { page, isPhotographed: ground.isPhotographed };
}

/** Print with a handwritten number in or beside it. */
function drawBesideText(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random, random.chance(0.8) ? "paper" : "screen");
  const heightPx = size * random.between(0.06, 0.3);
  const script = scriptOn(sources, ground, heightPx, random);
  if (random.chance(0.85)) placeLine(page, pickNumber(random), heightPx, pickGap(random), script, random);
  const paragraphs = 1 + random.below(4);
  const print = printScript(sources, script, random);
  for (let n = 0; n < paragraphs; n++)
    drawPrintBeside(page, sources, size * pickSize(0.025, 0.1, random), print, random);
  if (random.chance(0.25)) {
    const side = size * random.between(0.15, 0.5);
    const room = findRoom(page, side, side, 4, random);
    if (room) drawCode(page, room.x, room.y, side, random);
  }
  if (random.chance(0.2)) drawSignsBeside(page, sources, heightPx, 2, script, random);
  return { page, isPhotographed: ground.isPhotographed };
}

/** A row number in a ruled register: the scan's black margin, the sheet's edge, rules, an underline, a full stop. */
function drawRegister(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random, "paper");
  const { canvas } = page;
  const heightPx = size * pickSize(0.07, 0.2, random);
  const script = { ...scriptOn(sources, ground, heightPx, random), slant: 0.15 + 0.15 * random.normal() };
  const edge = size * random.between(0.1, 0.5);
  const paperRoom = { x: edge + 0.04 * size, y: 0.05 * size, width: size * 0.9 - edge, height: 0.85 * size };
  const text = `${1 + random.below(random.chance(0.5) ? 9 : random.chance(0.8) ? 99 : 999)}${random.chance(0.6) ? "." : ""}`;
  const box = placeLine(page, text, heightPx, pickGap(random) * 0.5, script, random, paperRoom);
  if (box && random.chance(0.7)) underline(page, box, script, random);
  const line = {
    colour: fromHsv(0, 0, random.between(0, 0.5)),
    opacity: random.between(0.5, 1),
    widthPx: pickSize(0.5, 2.5, random),
  };
  for (let n = random.below(4); n > 0; n--) {
    const level = random.chance(0.4);
    const at = random.between(0.02, 0.98) * size;
    if (box && (level ? at > box.y - 3 && at < box.y + box.height + 3 : at > box.x - 3 && at < box.x + box.width + 3))
      continue;
    drawLines(
      canvas,
      [
        level
          ? [
              { x: edge + random.between(0, 0.3) * size, y: at },
              { x: size, y: at + 2 * random.normal() },
            ]
          : [
              { x: at, y: 0 },
              { x: at + 3 * random.normal(), y: size },
            ],
      ],
      line,
    );
  }
  if (random.chance(0.3))
    printText(
      page,
      sources,
      pickWords(2, random),
      edge + 0.1 * size,
      size * 0.98,
      size * 0.035,
      printScript(sources, script, random),
      random,
      false,
    );
  if (random.chance(0.2))
    writeWord(page, sources, size * 0.92, size * random.next(), heightPx * 1.3, 2, script, random);
  const margin = random.chance(0.85) ? random.between(0, 0.08) : random.between(0.3, 0.9);
  const lean = 0.03 * random.normal();
  const side = random.chance(0.8);
  const coverage = new Float32Array(size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const inside = edge - (side ? x : size - 1 - x) + lean * (y - size / 2);
      coverage[y * size + x] = Math.min(1, Math.max(0, inside / 1.5 + 0.5));
    }
  if (side) lay(canvas, coverage, fromHsv(0, 0, margin), 1);
  return { page, isPhotographed: random.chance(0.6) };
}

/** Few, large pixels: a data set's picture enlarged, hard or smooth. */
function drawPixels(sources: PageSources, size: number, random: Random) {
  const { page, ground } = start(size, random, random.chance(0.6) ? "screen" : "paper");
  const heightPx = size * random.between(0.3, 1);
  const script = { ...scriptOn(sources, ground, heightPx, random), pen: random.between(0.03, 0.09) };
  placeLine(page, String(random.below(10)), heightPx, 0, script, random, inner(size, -0.03));
  pixelate(page, size / (8 + random.below(40)));
  return { page, isPhotographed: false };
}

/** Real lines and real digits of the data that may train; drawn ones where there are none. */
function drawReal(sources: PageSources, size: number, random: Random) {
  const page = sources.drawReal(size, random);
  return page ? { page, isPhotographed: random.chance(0.7) } : drawRow(sources, size, random);
}

/** No digit at all: edges, shadows, folds, rooms, textures, words, print, codes, scribbles, blank sheets. */
function drawEmpty(sources: PageSources, size: number, random: Random) {
  const kind = random.next();
  if (kind < 0.3) {
    const { picture } = drawTextureScene(random);
    const page: Page = { canvas: createCanvas(size, size, [0, 0, 0]), items: [] };
    stretchInto(page, picture);
    return { page, isPhotographed: false };
  }
  if (kind < 0.5) {
    // Two halves: an edge of a sheet, a shadow, a wall and a floor.
    const page: Page = {
      canvas: createCanvas(size, size, fromHsv(random.next(), 0.4 * random.next(), random.next())),
      items: [],
    };
    for (let n = 1 + random.below(3); n > 0; n--) {
      const angle = random.chance(0.6)
        ? 0.1 * random.normal() + (random.chance(0.5) ? Math.PI / 2 : 0)
        : random.between(0, 6.3);
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const at = random.between(-0.35, 0.35) * size;
      const soft = pickSize(1, 0.4 * size, random);
      const coverage = new Float32Array(size * size);
      for (let i = 0; i < coverage.length; i++) {
        const along = ((i % size) - size / 2) * c + (Math.floor(i / size) - size / 2) * s - at;
        coverage[i] = Math.min(1, Math.max(0, along / soft + 0.5));
      }
      lay(page.canvas, coverage, fromHsv(random.next(), 0.4 * random.next(), random.next()), random.between(0.15, 1));
    }
    return { page, isPhotographed: random.chance(0.8) };
  }
  if (kind < 0.6) {
    const page: Page = { canvas: drawDeskTop(size, size, random), items: [] };
    drawThings(page.canvas, 1 + random.below(8), random);
    return { page, isPhotographed: true };
  }
  const { page, ground } = start(size, random);
  const heightPx = size * pickSize(0.06, 0.6, random);
  const script = scriptOn(sources, ground, heightPx, random);
  addPaperTrouble(page, ground, heightPx, script, random);
  if (kind < 0.64) drawMany(page, ground, random);
  else if (kind < 0.77) drawSignsBeside(page, sources, heightPx, 1 + random.below(8), script, random);
  else if (kind < 0.88)
    for (let n = 1 + random.below(4); n > 0; n--)
      drawPrintBeside(
        page,
        sources,
        size * pickSize(0.025, 0.12, random),
        printScript(sources, script, random),
        random,
      );
  else if (kind < 0.95)
    drawCode(
      page,
      size * random.between(0, 0.4),
      size * random.between(0, 0.4),
      size * random.between(0.3, 0.8),
      random,
    );
  else if (random.chance(0.5)) drawDesk(page.canvas, inner(size, 0.4), 1.5, random);
  return { page, isPhotographed: ground.isPhotographed };
}

/** Thousands of specks, or a crossword's grid. */
function drawMany(page: Page, ground: Ground, random: Random): void {
  const { width, height } = page.canvas;
  const { colour } = ground.ink;
  if (random.chance(0.5)) {
    const radius = pickSize(0.4, 3, random);
    const strokes = Array.from({ length: Math.round(pickSize(20, 1500, random)) }, () => [
      { x: random.next() * width, y: random.next() * height },
    ]);
    drawLines(page.canvas, strokes, { colour, opacity: random.between(0.3, 1), widthPx: 2 * radius });
    return;
  }
  const cell = pickSize(8, 40, random);
  const filled = random.between(0, 0.4);
  const strokes = [];
  for (let at = random.next() * cell; at < width; at += cell)
    strokes.push(
      [
        { x: at, y: 0 },
        { x: at, y: height },
      ],
      [
        { x: 0, y: at },
        { x: width, y: at },
      ],
    );
  drawLines(page.canvas, strokes, { colour, opacity: 1, widthPx: random.between(0.5, 2) });
  for (let y = 0; y < height; y += cell)
    for (let x = 0; x < width; x += cell) {
      if (!random.chance(filled)) continue;
      const stroke = [
        { x: x + cell / 2, y: y + cell * 0.1 },
        { x: x + cell / 2, y: y + cell * 0.9 },
      ];
      drawLines(page.canvas, [stroke], { colour, opacity: 1, widthPx: cell * 0.9 });
    }
}

function stretchInto(page: Page, picture: Picture): void {
  const { width, height, planes } = page.canvas;
  for (let y = 0; y < height; y++) {
    const sy = Math.floor((y * picture.height) / height);
    for (let x = 0; x < width; x++) {
      const from = (sy * picture.width + Math.floor((x * picture.width) / width)) * 4;
      for (let p = 0; p < 3; p++) planes[p][y * width + x] = picture.rgba[from + p] / 255;
    }
  }
}
