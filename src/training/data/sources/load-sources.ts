import { findMnistFile } from "../mnist-files.ts";
import { characterDigits, characterLetters, omniglotGlyphs, symbolGlyphs } from "./folder-glyphs.ts";
import type { GlyphSource } from "./glyph.ts";
import { madeUpShapes } from "./made-up-shapes.ts";
import { mnistGlyphs, type Part } from "./mnist-glyphs.ts";
import { characterPictures, chequePictures, type PictureSource } from "./real-pictures.ts";
import { digitPairs, spoiltDigits } from "./spoilt-digits.ts";
import { strokeDigits } from "./stroke-digits.ts";

/** All that samples can be made of; what the data folder lacks is absent. */
export interface Sources {
  readonly mnist: GlyphSource;
  readonly strokes: GlyphSource;
  readonly characters?: GlyphSource;
  readonly letters?: GlyphSource;
  readonly symbols?: GlyphSource;
  readonly glyphs?: GlyphSource;
  readonly shapes: GlyphSource;
  readonly pairs: GlyphSource;
  readonly spoilt: GlyphSource;
  readonly characterPictures?: PictureSource;
  readonly chequeDigits?: PictureSource;
  readonly chequePairs?: PictureSource;
}

/** Opens every source below `dataDir`, without it (or without its MNIST) only what is drawn by rule. */
export function loadSources(dataDir: string | undefined, part: Part): Sources {
  const root = dataDir ?? "";
  const hasMnist = dataDir !== undefined && findMnistFile(root, "train-images-idx3-ubyte") !== undefined;
  const mnist = hasMnist ? mnistGlyphs(root, part) : strokeDigits;
  const made = {
    mnist,
    strokes: strokeDigits,
    shapes: madeUpShapes,
    pairs: digitPairs(mnist),
    spoilt: spoiltDigits(mnist),
  };
  if (dataDir === undefined) return made;
  const cheques = chequePictures(root, part);
  const found = {
    characters: characterDigits(root, part),
    letters: characterLetters(root, part),
    symbols: symbolGlyphs(root, part),
    glyphs: omniglotGlyphs(root, part),
    characterPictures: characterPictures(root, part),
    chequeDigits: cheques.digits,
    chequePairs: cheques.pairs,
  };
  return { ...made, ...Object.fromEntries(Object.entries(found).filter(([, source]) => source !== undefined)) };
}
