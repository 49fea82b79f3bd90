import { findMnistFile } from "../../data/mnist-files.ts";
import { characterDigitGlyphs } from "../../data/sources/folder-glyphs.ts";
import type { Glyph } from "../../data/sources/glyph.ts";
import { loadSources, type Sources } from "../../data/sources/load-sources.ts";
import { type Part, readMnistByWriter } from "../../data/sources/mnist-glyphs.ts";
import { loadTypefaces, type Typeface } from "../../data/sources/typefaces.ts";
import { pickWeighted } from "../../pick-weighted.ts";
import type { Random } from "../../random.ts";
import { type Shape, shapeField } from "../shape-field.ts";
import type { DraftPage } from "./page.ts";
import { drawRealLines, type RealLine, readRealLines } from "./real-lines.ts";
import { segmentWriter } from "./writing/segment-writer.ts";
import { createShapeCache } from "./writing/shape-cache.ts";
import { dottedWriter, glyphWriter, strokeWriter, type Writer } from "./writing/writers.ts";

/** All that pages are written with. */
export interface PageSources {
  pickWriter(random: Random): Writer;
  /** A letter, sign or scribble that is no digit, handwritten. */
  drawLetter(random: Random): Shape;
  /** A character of a typeface; undefined where it has none. */
  drawPrinted(typeface: Typeface, character: string): Shape | undefined;
  pickTypeface(random: Random, isHandwriting?: boolean): Typeface | undefined;
  /** A page of real pictures; undefined where there are none. */
  drawReal(size: number, random: Random): DraftPage | undefined;
}

/** Writers at a time: the cache holds what they wrote, and from page to page one of them may give way to another. */
const ACTIVE_WRITERS = 24;
const CACHED_SHAPES = 3000;
const KEPT_LETTERS = 300;
const ACTIVE_TYPEFACES = 5;

/** What a data folder has for pages. It takes seconds to read, and is the same for all pages. */
export interface PageMaterial {
  readonly sources: Sources;
  /** For each writer, ten lists of glyphs. */
  readonly mnist: readonly (readonly (readonly (() => Glyph)[])[])[];
  /** Ten lists of glyphs. */
  readonly characters: readonly (readonly (() => Glyph)[])[] | undefined;
  readonly typefaces: readonly Typeface[];
  readonly lines: readonly RealLine[];
}

/** Reads what there is below `dataDir`; without it, digits and signs are drawn by rule. */
export function loadPageMaterial(dataDir: string | undefined, part: Part): PageMaterial {
  return {
    sources: loadSources(dataDir, part),
    mnist: hasMnist(dataDir) ? readMnistByWriter(dataDir!, part) : [],
    characters: dataDir ? byDigit(characterDigitGlyphs(dataDir, part)) : undefined,
    typefaces: dataDir ? loadTypefaces(dataDir, part) : [],
    lines: dataDir ? readRealLines(dataDir, part) : [],
  };
}

/** Sources that change from page to page: the same material and seed give the same pages in the same order. */
export function createPageSources(material: PageMaterial, seed: Random): PageSources {
  const { sources, mnist, characters, typefaces, lines } = material;
  const cache = createShapeCache(CACHED_SHAPES);
  const letters = [
    ...(sources.letters ? [[5, sources.letters] as const] : []),
    ...(sources.glyphs ? [[2, sources.glyphs] as const] : []),
    ...(sources.symbols ? [[1, sources.symbols] as const] : []),
    [3, sources.shapes] as const,
  ];
  let made = 0;
  const makeWriter = (random: Random): Writer => {
    const name = `writer${made++}`;
    const kind = random.chance(0.6) ? "line" : "area";
    const source = pickWeighted(
      [
        [mnist.length > 0 ? 58 : 0, "mnist"],
        [16, "strokes"],
        [characters ? 4 : 0, "characters"],
        [typefaces.length > 0 ? 12 : 0, "hand"],
        [typefaces.length > 0 ? 9 : 0, "print"],
        [2, "segments"],
        [2.5, "dots"],
      ] as const,
      random,
    );
    if (source === "mnist") return glyphWriter(name, random.pick(mnist), cache, kind, false, random.below(100));
    if (source === "characters") return glyphWriter(name, characters!, cache, kind, false, random.below(100));
    if (source === "dots") return dottedWriter(name, random, cache);
    if (source === "segments") return segmentWriter(name, random, cache);
    if (source === "hand" || source === "print") {
      const faces = typefaces.filter(({ isHandwriting }) => isHandwriting === (source === "hand"));
      for (let attempt = 0; attempt < 5 && faces.length > 0; attempt++) {
        const face = random.pick(faces);
        const glyphs = Array.from({ length: 10 }, (_, digit) => face.glyph(String(digit)));
        if (glyphs.every((glyph) => glyph !== undefined))
          return glyphWriter(
            name,
            glyphs.map((glyph) => [() => glyph!]),
            cache,
            source === "hand" ? kind : "area",
            source === "print",
          );
      }
    }
    return strokeWriter(name, random, cache);
  };
  const kept: Shape[] = [];
  const activeFaces: Typeface[] = [];
  const active: Writer[] = Array.from({ length: ACTIVE_WRITERS }, () => makeWriter(seed));
  const singles = sources.characterPictures;
  return {
    drawReal(size, random) {
      if (singles && (lines.length === 0 || random.chance(0.25))) {
        const { picture, box, label } = singles.draw(random);
        return drawRealLines([{ picture, items: [{ box, label }] }], size, random);
      }
      return lines.length > 0 ? drawRealLines(lines, size, random) : undefined;
    },
    pickWriter(random) {
      const index = random.below(ACTIVE_WRITERS);
      if (random.chance(0.06)) active[index] = makeWriter(random);
      return active[index];
    },
    drawLetter(random) {
      const index = random.below(KEPT_LETTERS);
      if (!kept[index] || random.chance(0.1))
        kept[index] = shapeField(pickWeighted(letters, random).draw(random), random.chance(0.5) ? "line" : "area");
      return kept[index];
    },
    drawPrinted(typeface, character) {
      const glyph = typeface.glyph(character);
      return glyph && cache.get(`${typeface.name}/${character}`, () => shapeField(glyph, "area"));
    },
    pickTypeface(random, isHandwriting = random.chance(0.3)) {
      const all = typefaces.filter((face) => face.isHandwriting === isHandwriting);
      if (all.length === 0) return undefined;
      const index = random.below(ACTIVE_TYPEFACES) + (isHandwriting ? ACTIVE_TYPEFACES : 0);
      if (!activeFaces[index] || random.chance(0.05)) activeFaces[index] = random.pick(all);
      return activeFaces[index];
    },
  };
}

function hasMnist(dataDir: string | undefined): boolean {
  return dataDir !== undefined && findMnistFile(dataDir, "train-images-idx3-ubyte") !== undefined;
}

function byDigit(glyphs: readonly Glyph[]): (() => Glyph)[][] | undefined {
  const lists = Array.from({ length: 10 }, (_, digit) =>
    glyphs.filter(({ label }) => label === digit).map((glyph) => () => glyph),
  );
  return lists.every((list) => list.length > 0) ? lists : undefined;
}
