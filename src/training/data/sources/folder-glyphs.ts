import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { NON_DIGIT } from "../../../core/manifest.ts";
import { type Glyph, type GlyphSource, glyphList } from "./glyph.ts";
import type { Part } from "./mnist-glyphs.ts";
import { readPicture, toGlyph } from "./picture-glyph.ts";

/**
 * `characters/` shows two looks: numbers 001–044 are tight crops of about 30×30 from one greyer paper, 046–100 wide crops
 * of about 50×40 from a brighter one, with another hand. The first look trains, the second is held out; 045 is both.
 */
const LAST_TRAINING_NUMBER = 44;
const FIRST_HELD_OUT_NUMBER = 46;

/** Letters that people write like a digit: never shown as "no digit". */
export const LOOK_ALIKES = ["O", "o", "l", "I", "S", "s", "Z", "z", "B", "b", "g", "q"] as const;
/** Letters that come near a digit in some hands, shown as "no digit" less often. */
const NEAR_ALIKES = new Set(["D", "G", "i", "j", "J", "y", "Y", "T", "Q", "L", "a", "t"]);

/** Omniglot characters that look like a digit. */
const DIGIT_LIKE_GLYPHS = new Set([
  "balinese-character05",
  ...[2, 3, 4, 6, 12, 14, 16, 17, 20].map((n) => `early_aramaic-character${String(n).padStart(2, "0")}`),
  ...[21, 22, 27, 33].map((n) => `korean-character${n}`),
]);

/** Whether `characters/` file `name` (`7-043.png`) belongs to this part. */
export function inPart(name: string, part: Part): boolean {
  const number = Number(/-(\d+)\.\w+$/.exec(name)?.[1]);
  return part === "train" ? number <= LAST_TRAINING_NUMBER : number >= FIRST_HELD_OUT_NUMBER;
}

export function characterDigits(dataDir: string, part: Part): GlyphSource | undefined {
  const glyphs = characterDigitGlyphs(dataDir, part);
  return glyphs.length > 0 ? glyphList("characters", glyphs) : undefined;
}

export function characterDigitGlyphs(dataDir: string, part: Part): readonly Glyph[] {
  const root = join(dataDir, "characters/digits");
  return collect(root, (folder, file) =>
    inPart(file, part) ? toGlyph(readPicture(join(root, folder, file)), Number(folder), "dark") : undefined,
  );
}

/** Letters without look-alikes, of the same two looks as the digits. */
export function characterLetters(dataDir: string, part: Part): GlyphSource | undefined {
  const glyphs: Glyph[] = [];
  for (const lettercase of ["upper", "lower"]) {
    const root = join(dataDir, "characters", lettercase);
    const source = collect(root, (folder, file) => {
      if ((LOOK_ALIKES as readonly string[]).includes(folder) || !inPart(file, part)) return undefined;
      if (part === "train" && NEAR_ALIKES.has(folder) && Number(/-(\d+)/.exec(file)?.[1]) % 2 === 0) return undefined;
      return toGlyph(readPicture(join(root, folder, file)), NON_DIGIT, "dark");
    });
    glyphs.push(...source);
  }
  return glyphs.length > 0 ? glyphList("letters", glyphs) : undefined;
}

/** Handwritten + ÷ × · −, without "/". One file in eight is held out. */
export function symbolGlyphs(dataDir: string, part: Part): GlyphSource | undefined {
  const root = join(dataDir, "symbols");
  let number = 0;
  return listOf("symbols", root, (folder, file) => {
    if (folder === "division_slash" || (number++ % 8 === 0) !== (part === "validation")) return undefined;
    return toGlyph(readPicture(join(root, folder, file)), NON_DIGIT, "light");
  });
}

/** Omniglot characters (https://doi.org/10.1126/science.aab3050) that look like no digit. Every fourth is held out, all its drawings. */
export function omniglotGlyphs(dataDir: string, part: Part): GlyphSource | undefined {
  const root = join(dataDir, "glyphs");
  const heldOut = new Set(existsSync(root) ? folders(root).filter((_, index) => index % 4 === 0) : []);
  return listOf("glyphs", root, (folder, file) => {
    if (DIGIT_LIKE_GLYPHS.has(folder) || heldOut.has(folder) !== (part === "validation")) return undefined;
    return toGlyph(readPicture(join(root, folder, file)), NON_DIGIT, "dark");
  });
}

type ReadGlyph = (folder: string, file: string) => Glyph | undefined;

function listOf(name: string, root: string, read: ReadGlyph): GlyphSource | undefined {
  const glyphs = collect(root, read);
  return glyphs.length > 0 ? glyphList(name, glyphs) : undefined;
}

function collect(root: string, read: ReadGlyph): Glyph[] {
  if (!existsSync(root)) return [];
  return folders(root).flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => /\.(png|jpe?g)$/.test(file))
      .sort()
      .flatMap((file) => read(folder, file) ?? []),
  );
}

function folders(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
