/// <reference lib="dom" />

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import sharp from "sharp";
import type { NumbersReading } from "../../src/core/numbers/number-reading.ts";
import type { Picture } from "../../src/core/picture.ts";
import type { Reading } from "../../src/core/reading.ts";
import { PredictorError } from "../../src/errors.ts";
import type { Reader } from "../../src/reader/create-reader.ts";
import { decode } from "../../src/reader/decode/decode.ts";
import { decodeWithSharp } from "../../src/reader/decode/decode-with-sharp.ts";
import { readHeader } from "../../src/reader/decode/read-header.ts";
import { loadSources } from "../../src/training/data/sources/load-sources.ts";
import { createRandom } from "../../src/training/random.ts";
import { createMixture } from "../../src/training/scenes/mixture.ts";
import { drawPage } from "../../src/training/scenes/pages/draw-page.ts";
import { createPageSources, loadPageMaterial } from "../../src/training/scenes/pages/page-sources.ts";
import type { Kind } from "../../web/reading.ts";
import { encodePicture } from "../helpers/encode-picture.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";

const PICTURES = 120;
const AT_A_TIME = 20;
/** Given the same pixels, for each probability. Two engines add up in different orders. */
const LARGEST_DIFFERENCE = 1e-4;
const PAGES = 24;
const PAGE_SIDE = 448;
/** Boxes are rounded to this, in pixels: where one lies between two steps, the last bits decide. */
const BOX_STEP = 1 / 64;
/** The same for a number's confidence, which weighs all of its digits, one of which may be framed a step beside the other's. */
const LARGEST_NUMBER_DIFFERENCE = 5e-3;
const ASSETS = join(import.meta.dirname, "..", "..", "dist", "web", "assets");

/** An answer, or the code of the error. */
type ComparedReading = Pick<Reading, "digit" | "probabilities" | "nonDigit" | "decision"> | string;

/** The page's own worker, asked directly; pictures as files, or as pixels. @returns readings, or codes of errors */
async function readInBrowser<T>(page: Page, sources: readonly (Picture | Uint8Array)[], kind: Kind): Promise<T[]> {
  const workerFile = readdirSync(ASSETS).find((file) => /^worker-.*\.js$/.test(file));
  const base64 = (bytes: Uint8Array | Uint8ClampedArray) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  const packed = sources.map((source) =>
    source instanceof Uint8Array
      ? { width: 0, height: 0, bytes: base64(source) }
      : { width: source.width, height: source.height, bytes: base64(source.rgba) },
  );
  const outcomes = await page.evaluate(
    async ([worker, kind, pictures]) => {
      const scope = window as unknown as { reader?: Worker; lastId?: number };
      const ask = (name: string, input: unknown): Promise<{ out?: unknown; problem?: { code: string } }> =>
        new Promise((resolve) => {
          scope.lastId = (scope.lastId ?? 0) + 1;
          const id = scope.lastId;
          scope.reader!.addEventListener("message", function hear({ data }) {
            if (data.id !== id) return;
            scope.reader!.removeEventListener("message", hear);
            resolve(data);
          });
          scope.reader!.postMessage({ id, name, in: input });
        });
      if (scope.reader === undefined) {
        scope.reader = new Worker(`assets/${worker}`, { type: "module" });
        await ask("open", { modelFolder: new URL("model/", document.baseURI).href });
      }
      const outcomes: unknown[] = [];
      for (const { width, height, bytes } of pictures) {
        const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
        const source = width === 0 ? new Blob([data]) : { width, height, rgba: data };
        const { out, problem } = await ask("read", { source, kind, maxError: 0.01 });
        outcomes.push(out ?? problem!.code);
      }
      return outcomes;
    },
    [workerFile, kind, packed] as const,
  );
  return outcomes as T[];
}

async function readOnServer(reader: Reader, file: Uint8Array): Promise<ComparedReading> {
  try {
    return await reader.readDigit(file, { maxError: 0.01 });
  } catch (error) {
    if (error instanceof PredictorError) return error.code;
    throw error;
  }
}

/** The largest difference of any probability; infinite where one has an answer and the other an error, or they decide differently. */
function differenceOf(a: ComparedReading, b: ComparedReading): number {
  if (typeof a === "string" || typeof b === "string") return a === b ? 0 : Number.POSITIVE_INFINITY;
  if (a.digit !== b.digit || a.decision !== b.decision) return Number.POSITIVE_INFINITY;
  return largestGap(a, b);
}

function largestGap(a: Exclude<ComparedReading, string>, b: Exclude<ComparedReading, string>): number {
  const pairs = [...a.probabilities, a.nonDigit].map((share, i) => [share, [...b.probabilities, b.nonDigit][i]]);
  return Math.max(...pairs.map(([one, other]) => Math.abs(one - other)));
}

describe("browser and server read alike", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite();
  const page = await site.visit({ waitForEngine: false }); // one for all tests: its worker loads the engine once
  const drawScene = createMixture(loadSources(undefined, "validation"));
  const scenes = Array.from({ length: PICTURES }, (_, index) => drawScene(createRandom(2026, index)));

  test(`${PICTURES} pictures of all kinds: given the same pixels, no probability differs by ${LARGEST_DIFFERENCE}`, async (t) => {
    const differences: number[] = [];
    const digits = new Set<unknown>();
    for (let start = 0; start < scenes.length; start += AT_A_TIME) {
      const pictures = scenes.slice(start, start + AT_A_TIME).map(({ picture }) => opaque(picture));
      const there = await readInBrowser<ComparedReading>(page, pictures, "digit");
      for (const [i, picture] of pictures.entries()) {
        const here = await readOnServer(site.reader, await encodePicture(picture, "PNG"));
        const difference = differenceOf(here, there[i]);
        digits.add(typeof here === "string" ? here : here.digit);
        differences.push(difference);
        assert.ok(
          difference < LARGEST_DIFFERENCE,
          `picture ${start + i} (${scenes[start + i].name}) differs by ${difference}`,
        );
      }
    }
    assert.ok(digits.size >= 8, `only ${[...digits]} among the answers`);
    t.diagnostic(`largest difference of any probability: ${Math.max(...differences).toExponential(1)}`);
  });

  test(`${PAGES} pages of numbers: given the same pixels, the same numbers at the same places`, async (t) => {
    const sources = createPageSources(loadPageMaterial(undefined, "validation"), createRandom(2026));
    const pages = Array.from({ length: PAGES }, (_, index) =>
      opaque(drawPage(sources, PAGE_SIDE, createRandom(2026, index)).picture),
    );
    const there = await readInBrowser<NumbersReading>(page, pages, "number");
    const gaps: number[] = [];
    let place = 0;
    for (const [i, picture] of pages.entries()) {
      const here = await site.reader.readNumbers(await encodePicture(picture, "PNG"), { maxError: 0.01 });
      const outline = ({ numbers, warnings }: NumbersReading) => ({
        numbers: numbers.map(({ text, value, decision, row, column, warnings }) => {
          return { text, value, decision, row, column, warnings };
        }),
        warnings,
      });
      assert.deepEqual(outline(there[i]), outline(here), `page ${i}`);
      for (const [at, number] of here.numbers.entries()) {
        const other = there[i].numbers[at];
        gaps.push(Math.abs(number.confidence - other.confidence));
        for (const side of ["x", "y", "width", "height"] as const)
          place = Math.max(place, Math.abs(number.box[side] - other.box[side]));
      }
    }
    t.diagnostic(`${gaps.length} numbers; confidences differ by at most ${Math.max(...gaps).toExponential(1)}`);
    assert.ok(gaps.length > PAGES, `only ${gaps.length} numbers on ${PAGES} pages`);
    assert.ok(Math.max(...gaps) < LARGEST_NUMBER_DIFFERENCE, `a confidence differs by ${Math.max(...gaps)}`);
    assert.ok(place <= BOX_STEP, `boxes differ by ${place} pixels`);
  });

  for (const { kind, pictures, encode, alike } of FILES) {
    test(`${kind}: at least ${alike * 100} % of answers are the same`, async (t) => {
      const files: Uint8Array[] = [];
      for (const { picture } of scenes) if (files.length < pictures) files.push(...(await encode(picture)));
      assert.ok(files.length >= Math.min(pictures, 8), `only ${files.length} files`);
      const there = await readInBrowser<ComparedReading>(page, files, "digit");
      const gaps: number[] = [];
      let same = 0;
      for (const [i, file] of files.entries()) {
        const here = await readOnServer(site.reader, file);
        const other = there[i];
        if (differenceOf(here, other) < Number.POSITIVE_INFINITY) same++;
        if (typeof here !== "string" && typeof other !== "string") gaps.push(largestGap(here, other));
      }
      gaps.sort((a, b) => a - b);
      const tones = await compareDecoders(page, files.slice(0, 12), (file) => decode(file));
      t.diagnostic(
        `${same} of ${files.length} answers the same; probabilities differ by ${gaps[gaps.length >> 1].toExponential(1)} (median), ` +
          `${gaps[gaps.length - 1].toExponential(1)} (largest); tones by ${tones.mean.toFixed(3)} of 255 (mean), ${tones.largest} (largest)`,
      );
      assert.ok(same >= alike * files.length, `${same} of ${files.length}`);
    });
  }

  test("JPEG: what differs is the server's decoder for small pictures; its other one rounds as the browser's does", async (t) => {
    const files = await Promise.all(
      scenes.slice(0, 40).map(({ picture }) => encodePicture(opaque(picture), "JPEG", { output: { quality: 85 } })),
    );
    const small = await compareDecoders(page, files, (file) => decode(file));
    const other = await compareDecoders(page, files, (file) => decodeWithSharp(readHeader(file, "JPEG")!, 1));
    t.diagnostic(`tones differ by up to ${small.largest} and by up to ${other.largest} of 255`);
    assert.ok(other.mean < small.mean / 10, `${other.mean} and ${small.mean} of 255 on the average`);
  });
});

interface FileKind {
  readonly kind: string;
  /** How many, at most. */
  readonly pictures: number;
  /** One file, or none where a picture cannot be of this kind. */
  encode(picture: Picture): Promise<readonly Uint8Array[]>;
  /** Share of the answers that must be the same. */
  readonly alike: number;
}

/** Files as people have them. Lossless ones must be read alike; where decoders round differently, all but a few. */
const FILES: readonly FileKind[] = [
  { kind: "PNG", pictures: 60, encode: async (picture) => [await encodePicture(opaque(picture), "PNG")], alike: 1 },
  {
    kind: "PNG with transparency",
    pictures: 20,
    encode: async (picture) => [await encodePicture(toTransparent(picture), "PNG")],
    alike: 0.95,
  },
  { kind: "BMP", pictures: 20, encode: async (picture) => [await encodePicture(opaque(picture), "BMP")], alike: 1 },
  { kind: "GIF", pictures: 20, encode: async (picture) => [await encodePicture(opaque(picture), "GIF")], alike: 1 },
  ...(["JPEG", "WebP", "AVIF"] as const).map((format) => ({
    kind: `${format} of quality 85`,
    pictures: 60,
    encode: async (picture: Picture) => [await encodePicture(opaque(picture), format, { output: { quality: 85 } })],
    alike: 0.9,
  })),
  {
    kind: "JPEG turned by EXIF",
    pictures: 20,
    encode: async (picture) => [
      await encodePicture(opaque(picture), "JPEG", { orientation: 6, output: { quality: 85 } }),
    ],
    alike: 0.9,
  },
  {
    kind: "JPEG of 2400 pixels, which both shrink",
    pictures: 12,
    encode: async (picture) => (picture.width < 60 || picture.height < 60 ? [] : [await encodeLarge(opaque(picture))]),
    alike: 0.8,
  },
];

async function encodeLarge({ width, height, rgba }: Picture): Promise<Uint8Array> {
  const image = sharp(rgba, { raw: { width, height, channels: 4 } });
  return image.resize(2400, 2400, { fit: "inside", kernel: "cubic" }).flatten().jpeg({ quality: 85 }).toBuffer();
}

/** Black ink on nothing, as drawing programs export it; what is half dark is half transparent. */
function toTransparent({ width, height, rgba }: Picture): Picture {
  const copy = new Uint8Array(rgba.length);
  for (let at = 0; at < copy.length; at += 4) copy[at + 3] = 255 - rgba[at + 1];
  return { width, height, rgba: copy };
}

/** Canvas keeps colours multiplied by alpha, so what is transparent is no test of equal pixels. */
function opaque({ width, height, rgba }: Picture): Picture {
  const copy = Uint8Array.from(rgba);
  for (let at = 3; at < copy.length; at += 4) copy[at] = 255;
  return { width, height, rgba: copy };
}

/** How the tones of decoded pixels differ between browser and server, where both have them in the same size. */
async function compareDecoders(
  page: Page,
  files: readonly Uint8Array[],
  decodeHere: (file: Uint8Array) => Promise<Picture>,
): Promise<{ mean: number; largest: number }> {
  let sum = 0;
  let count = 0;
  let largest = 0;
  for (const file of files) {
    const { rgba, original } = await decodeHere(file);
    if (original !== undefined) continue;
    const base64 = await page.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]), {
        colorSpaceConversion: "none",
        premultiplyAlpha: "none",
      });
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let letters = "";
      for (const value of data) letters += String.fromCharCode(value);
      return btoa(letters);
    }, Buffer.from(file).toString("base64"));
    const other = Buffer.from(base64, "base64");
    for (let at = 0; at < other.length; at++) {
      const gap = Math.abs(other[at] - rgba[at]);
      sum += gap;
      count++;
      largest = Math.max(largest, gap);
    }
  }
  return { mean: count === 0 ? Number.NaN : sum / count, largest };
}
