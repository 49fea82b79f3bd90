import type { GlyphSource } from "../data/sources/glyph.ts";
import type { Sources } from "../data/sources/load-sources.ts";
import type { PictureSource } from "../data/sources/real-pictures.ts";
import { pickWeighted } from "../pick-weighted.ts";
import type { Random } from "../random.ts";
import { drawScene } from "./draw-scene.ts";
import { drawRealScene } from "./real-scene.ts";
import type { Scene, WrittenKind } from "./scene.ts";
import { drawTextureScene } from "./texture-scene.ts";

/** One ingredient: how often, from where, and drawn into which kinds of scene how often. */
interface Ingredient {
  readonly name: string;
  readonly weight: number;
  draw(random: Random): Scene;
}

export interface MixtureScene extends Scene {
  /** Source and kind of scene: `mnist/photo`. */
  readonly name: string;
}

type Shares = Partial<Record<WrittenKind, number>>;

const MNIST_SCENES: Shares = { plain: 56, photo: 14, crop: 6, scan: 5, canvas: 7, board: 2, frame: 5, bitmap: 8 };
const PAPER_SCENES: Shares = { photo: 38, crop: 14, scan: 10, canvas: 16, board: 4, frame: 6, bitmap: 14, plain: 4 };
const NON_DIGIT_SCENES: Shares = {
  photo: 34,
  crop: 16,
  scan: 10,
  canvas: 14,
  board: 3,
  plain: 14,
  frame: 4,
  bitmap: 5,
};

/** Draws scenes of all sources that are there, in the proportions that training uses: about 70 % digits and 30 % none. */
export function createMixture(sources: Sources): (random: Random) => MixtureScene {
  const ingredients = [
    ...written(sources.mnist, 50, MNIST_SCENES),
    ...written(sources.strokes, 14, PAPER_SCENES),
    ...written(sources.characters, 3, PAPER_SCENES),
    ...real(sources.characterPictures, 4),
    ...real(sources.chequeDigits, 5),
    ...real(sources.chequePairs, 1.5),
    ...written(sources.letters, 7.5, NON_DIGIT_SCENES),
    ...written(sources.symbols, 3, NON_DIGIT_SCENES),
    ...written(sources.glyphs, 4.5, NON_DIGIT_SCENES),
    ...written(sources.shapes, 5.5, NON_DIGIT_SCENES),
    ...written(sources.pairs, 3, NON_DIGIT_SCENES),
    ...written(sources.spoilt, 2, NON_DIGIT_SCENES),
    { name: "textures", weight: 3.5, draw: drawTextureScene },
  ];
  const weighted = ingredients.map((ingredient) => [ingredient.weight, ingredient] as const);
  return (random) => {
    const { name, draw } = pickWeighted(weighted, random);
    const scene = draw(random);
    return { ...scene, name: `${name}/${scene.kind}` };
  };
}

function written(source: GlyphSource | undefined, weight: number, shares: Shares): Ingredient[] {
  if (!source) return [];
  const kinds = Object.entries(shares).map(([kind, share]) => [share, kind as WrittenKind] as const);
  const draw = (random: Random) => drawScene(source.draw(random), pickWeighted(kinds, random), random);
  return [{ name: source.name, weight, draw }];
}

function real(source: PictureSource | undefined, weight: number): Ingredient[] {
  return source ? [{ name: source.name, weight, draw: (random) => drawRealScene(source.draw(random), random) }] : [];
}
