import { Transformer } from "@napi-rs/image";
import type { Box, Picture } from "../../core/picture.ts";
import { createRandom, type Random } from "../random.ts";
import { photograph } from "../scenes/camera.ts";
import { castLight } from "../scenes/light.ts";
import { drawPrintBeside } from "../scenes/pages/beside/draw-print-beside.ts";
import { drawLines } from "../scenes/pages/draw-lines.ts";
import { distance, type Ground } from "../scenes/pages/grounds.ts";
import type { DraftPage } from "../scenes/pages/page.ts";
import { createPageSources, loadPageMaterial, type PageSources } from "../scenes/pages/page-sources.ts";
import { startPage } from "../scenes/pages/start-page.ts";
import { rectangle, straight } from "../scenes/pages/strokes.ts";
import { layShape } from "../scenes/pages/writing/lay-shape.ts";
import { pickDigits } from "../scenes/pages/writing/number-texts.ts";
import { pickPrintScript } from "../scenes/pages/writing/pick-print-script.ts";
import type { Script } from "../scenes/pages/writing/pick-script.ts";
import { pickScriptOn } from "../scenes/pages/writing/pick-script-on.ts";
import { writeLine } from "../scenes/pages/writing/write-line.ts";
import type { LabelledNumber, NumberSet } from "./number-set.ts";

const SEED = 15;
// Streams of chance.
const SOURCES = 1;
const BOXES = 2;
const COLUMNS = 3;

const BOXES_SET = "made-boxes";
const COLUMNS_SET = "made-columns";
/** The names of the sets below. */
export const MADE_SETS: readonly string[] = [BOXES_SET, COLUMNS_SET];

const BOXED_DIGITS = 9;
const FORMS = 100;
const ROWS = 8;
const ROW_DIGITS = 3;
const COLUMN_PAGES = 40;
const JPEG_QUALITY = 90;
/** Least difference of ink and paper, 0…1: people can read every digit, for what is measured is the layout and not faint ink. */
const MIN_CONTRAST = 0.3;
/** Least width of a pen in pixels, for the same reason: thinner strokes are paler than their ink. */
const MIN_PEN_PX = 1.2;

/** A page, and the numbers on it. */
type Drawn = { readonly page: DraftPage; readonly numbers: readonly { readonly text: string; readonly box: Box }[] };

/**
 * Forms and columns that are made up, written by held-out writers of the data folder: nine digits in printed boxes beside print, to be
 * read with `length=9`, and columns of eight rows of three digits. Both look photographed.
 */
export function makeNumberSets(dataDir: string): NumberSet[] {
  return [
    {
      name: BOXES_SET,
      title: "nine digits in printed boxes beside print, made up, length=9",
      options: { constraint: { length: BOXED_DIGITS } },
      images: () => drawAll(dataDir, BOXES, FORMS, drawForm),
    },
    {
      name: COLUMNS_SET,
      title: "columns of eight rows of three digits, made up",
      options: {},
      images: () => drawAll(dataDir, COLUMNS, COLUMN_PAGES, drawColumn),
    },
  ];
}

async function* drawAll(
  dataDir: string,
  stream: number,
  count: number,
  draw: (sources: PageSources, random: Random) => Drawn,
): AsyncGenerator<LabelledNumber> {
  const sources = createPageSources(loadPageMaterial(dataDir, "validation"), createRandom(SEED, SOURCES));
  for (let i = 0; i < count; i++) {
    const random = createRandom(SEED, stream, i);
    const { page, numbers } = draw(sources, random);
    castLight(page.canvas, random);
    const bytes = await toJpeg(photograph(page.canvas, random));
    for (const [row, { text, box }] of numbers.entries()) yield { name: `${i}-${row}`, bytes, text, box };
  }
}

async function toJpeg({ width, height, rgba }: Picture): Promise<Uint8Array> {
  return await Transformer.fromRgbaPixels(new Uint8Array(rgba), width, height).jpeg(JPEG_QUALITY);
}

function startLegiblePage(width: number, height: number, random: Random): ReturnType<typeof startPage> {
  for (;;) {
    const started = startPage(width, height, random, "paper");
    const { canvas, ink } = started.ground;
    const [red, green, blue] = canvas.planes;
    if (ink.opacity * distance([red[0], green[0], blue[0]], ink.colour) >= MIN_CONTRAST) return started;
  }
}

/** Anybody's hand, with a pen that is not too thin. */
function pickLegibleScript(ground: Ground, heightPx: number, sources: PageSources, random: Random): Script {
  const script = pickScriptOn(ground, heightPx, sources, random);
  return { ...script, pen: Math.max(script.pen, MIN_PEN_PX / 2 / heightPx) };
}

/** One row of boxes, a digit in each, with print around it. */
function drawForm(sources: PageSources, random: Random): Drawn {
  const [width, height] = [720, 360];
  const { page, ground } = startLegiblePage(width, height, random);
  const cell = random.between(38, 62);
  const tall = cell * random.between(1, 1.5);
  const left = random.between(10, width - BOXED_DIGITS * cell - 10);
  const top = random.between(0.25, 0.6) * (height - tall);
  const heightPx = tall * random.between(0.5, 0.75);
  const script = pickLegibleScript(ground, heightPx, sources, random);
  const pencil = { colour: ground.ink.colour, opacity: random.between(0.5, 1), widthPx: random.between(1, 2.5) };
  const text = pickDigits(BOXED_DIGITS, random);
  for (const [i, character] of Array.from(text).entries()) {
    const x = left + i * cell;
    drawLines(page.canvas, [rectangle(x, top, x + cell, top + tall)], pencil);
    const shape = script.writer.digit(Number(character), random);
    const natural = (heightPx * shape.inkWidth * script.aspect) / shape.inkHeight;
    const drawnWidth = Math.min(natural, 0.85 * cell);
    const place = {
      left: x + (cell - drawnWidth) / 2 + 0.05 * cell * random.normal(),
      baseline: top + (tall + heightPx) / 2 + 0.04 * tall * random.normal(),
      heightPx: (heightPx * drawnWidth) / natural,
    };
    layShape(page, shape, place, Number(character), script, random);
  }
  const box = { x: left, y: top, width: BOXED_DIGITS * cell, height: tall };
  const printScript = pickPrintScript(script, sources, random);
  for (let paragraph = 0; paragraph < 2; paragraph++)
    drawPrintBeside(page, sources, heightPx * random.between(0.3, 0.5), printScript, random);
  return { page, numbers: [{ text, box }] };
}

/** A column of numbers below each other, ruled or not. */
function drawColumn(sources: PageSources, random: Random): Drawn {
  const [width, height] = [480, 640];
  const { page, ground } = startLegiblePage(width, height, random);
  const pitch = random.between(60, 74);
  const heightPx = pitch * random.between(0.5, 0.7);
  const script = pickLegibleScript(ground, heightPx, sources, random);
  const left = random.between(40, width - 4 * heightPx);
  const isRuled = random.chance(0.5);
  const pencil = { colour: ground.ink.colour, opacity: random.between(0.3, 0.8), widthPx: random.between(1, 2) };
  const numbers = Array.from({ length: ROWS }, (_, row) => {
    const baseline = 20 + row * pitch + (pitch + heightPx) / 2;
    if (isRuled) {
      const y = baseline + 0.15 * pitch;
      drawLines(page.canvas, [straight(0, y, width, y)], pencil);
    }
    const text = pickDigits(ROW_DIGITS, random);
    const place = { left: left + 0.1 * heightPx * random.normal(), baseline, heightPx };
    const line = { text, gap: random.between(0.05, 0.25), slope: 0.02 * random.normal(), ...place };
    return { text, box: writeLine(page, line, script, random)! };
  });
  return { page, numbers };
}
