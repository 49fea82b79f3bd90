/**
 * Where the processor time of a reading goes, part by part: `node bench/profile-reading.ts [28×28] [480] [12-mega] [page]`. Everything
 * runs in this one process, one picture after the other; milliseconds of processor time, medians of rounds. Run it in checkouts of two
 * commits by turns to compare them.
 */

import { join } from "node:path";
import { strokesOf } from "../scripts/draw-test-images.ts";
import { renderStrokes } from "../src/core/image/render-strokes.ts";
import type { Strips } from "../src/core/line/strip.ts";
import type { Picture } from "../src/core/picture.ts";
import { readDigit } from "../src/core/read-digit.ts";
import { readNumbers } from "../src/core/read-numbers.ts";
import { decode } from "../src/reader/decode/decode.ts";
import { loadModel } from "../src/reader/load-model.ts";
import { openOnnxClassifier } from "../src/reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../src/reader/onnx/onnx-finder.ts";
import { openOnnxLineReader } from "../src/reader/onnx/onnx-line-reader.ts";
import { drawPictures } from "./pictures.ts";
import { median } from "./statistics.ts";

/** After as many that are not counted: code is optimized while it runs. */
const ROUNDS = 7;
const WARM_UP = 3;
const PARTS = ["decoding", "resizing", "finder", "classifier", "line reader", "framing and the rest", "all"] as const;
type Spent = Record<(typeof PARTS)[number], number>;

const { manifest, ...files } = await loadModel(join(import.meta.dirname, "../models/digits.onnx"));
const finder = await openOnnxFinder(files.finder);
const classifier = await openOnnxClassifier(files.classifier);
const lineReader = files.lines && (await openOnnxLineReader(files.lines));

let spent = noTime();
const model = {
  manifest,
  finder: {
    ...finder,
    find: async (input: Parameters<typeof finder.find>[0]) => {
      let madeMs = 0;
      const started = processorMs();
      const makeColours = () => {
        const before = processorMs();
        const colours = input.makeColours();
        madeMs = processorMs() - before;
        return colours;
      };
      const cells = await finder.find({ ...input, makeColours });
      spent.finder += processorMs() - started - madeMs;
      spent.resizing += madeMs;
      return cells;
    },
  },
  classifier: {
    ...classifier,
    classify: async (...input: Parameters<typeof classifier.classify>) => {
      const started = processorMs();
      const logits = await classifier.classify(...input);
      spent.classifier += processorMs() - started;
      return logits;
    },
  },
  lineReader: lineReader && {
    ...lineReader,
    read: async (strips: Strips) => {
      const started = processorMs();
      const logits = await lineReader.read(strips);
      spent["line reader"] += processorMs() - started;
      return logits;
    },
  },
};
const fromBytes = {
  ...model,
  decode: async (bytes: Uint8Array) => {
    const started = processorMs();
    const picture = await decode(bytes);
    spent.decoding += processorMs() - started;
    return picture;
  },
};
const fromPixels = { ...model, decode: async (picture: Picture) => picture };

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.some((part) => name.includes(part));
const table: Record<string, Record<string, number>> = {};
for (const { title, bytes } of await drawPictures()) {
  if (!isWanted(title)) continue;
  const count = title.startsWith("28") ? 100 : title.startsWith("480") ? 10 : 2;
  table[title] = await profile(count, async () => void (await readDigit(bytes, fromBytes)));
}
const page = drawPage();
if (isWanted("page")) {
  const { numbers } = await readNumbers(page, fromPixels);
  table[`page of 1,000×1,400 with 100 numbers, ${numbers.length} found`] = await profile(
    2,
    async () => void (await readNumbers(page, fromPixels)),
  );
}
console.table(table);
await Promise.all([finder.close(), classifier.close(), lineReader?.close()]);

async function profile(count: number, read: () => Promise<void>): Promise<Record<string, number>> {
  const rounds: Spent[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    spent = noTime();
    const started = processorMs();
    for (let i = 0; i < count; i++) await read();
    spent.all = processorMs() - started;
    spent["framing and the rest"] = 2 * spent.all - PARTS.reduce((sum, part) => sum + spent[part], 0);
    if (round >= WARM_UP) rounds.push(spent);
  }
  const toMedian = (part: keyof Spent) => Number((median(rounds.map((one) => one[part])) / count).toPrecision(3));
  return Object.fromEntries(PARTS.map((part) => [part, toMedian(part)]));
}

function noTime(): Spent {
  return Object.fromEntries(PARTS.map((part) => [part, 0])) as Spent;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Twenty rows of five numbers of three digits, 30 pixels high, on white. */
function drawPage(): Picture {
  const [width, height] = [1000, 1400];
  const [tall, wide] = [40, 36];
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < 300; i++) {
    const number = 100 + ((Math.floor(i / 3) * 37) % 900);
    const left = 60 + (Math.floor(i / 3) % 5) * 185 + (i % 3) * 26;
    const top = 40 + Math.floor(i / 15) * 67;
    const strokes = strokesOf(Number(String(number)[i % 3])).map((stroke) =>
      stroke.map(({ x, y }) => ({ x: (x - 84) / 6 + 6, y: (y - 50) / 6 + 5 })),
    );
    const ink = renderStrokes(strokes, 3, { width: wide, height: tall });
    for (const [at, share] of ink.entries()) {
      const to = ((top + Math.floor(at / wide)) * width + left + (at % wide)) * 4;
      const value = 255 - 220 * share;
      for (let c = 0; c < 3; c++) rgba[to + c] = Math.min(rgba[to + c], value);
    }
  }
  return { width, height, rgba };
}
