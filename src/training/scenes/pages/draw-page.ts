import type { Picture } from "../../../core/picture.ts";
import { pickWeighted } from "../../pick-weighted.ts";
import type { Random } from "../../random.ts";
import { compress, photograph } from "../camera.ts";
import { canvasToPicture } from "../canvas.ts";
import { castLight } from "../light.ts";
import { clipItems } from "./clip-items.ts";
import { drawBesideText } from "./kinds/draw-beside-text.ts";
import { drawBoxed } from "./kinds/draw-boxed.ts";
import { drawEmpty } from "./kinds/draw-empty.ts";
import { drawFigure } from "./kinds/draw-figure.ts";
import { drawLarge } from "./kinds/draw-large.ts";
import { drawOnDesk } from "./kinds/draw-on-desk.ts";
import { drawPixels } from "./kinds/draw-pixels.ts";
import { drawReal } from "./kinds/draw-real.ts";
import { drawRegister } from "./kinds/draw-register.ts";
import { drawRow } from "./kinds/draw-row.ts";
import { drawSingle } from "./kinds/draw-single.ts";
import { drawTable } from "./kinds/draw-table.ts";
import { drawThin } from "./kinds/draw-thin.ts";
import { drawTight } from "./kinds/draw-tight.ts";
import type { DrawnPage, Item } from "./page.ts";
import type { PageSources } from "./page-sources.ts";

/** A made-up picture and all that is written on it. */
export interface PageScene {
  readonly kind: PageKind;
  readonly picture: Picture;
  readonly items: readonly Item[];
}

type DrawKind = (sources: PageSources, size: number, random: Random) => DrawnPage;

/** The kinds of pages: how often each is drawn compared with the others, and by what. */
const KINDS = {
  single: [17, drawSingle],
  desk: [15, drawOnDesk],
  boxed: [13, drawBoxed],
  large: [12, drawLarge],
  tight: [6, drawTight],
  thin: [8, drawThin],
  figure: [4, drawFigure],
  row: [14, drawRow],
  table: [8, drawTable],
  text: [5, drawBesideText],
  register: [3, drawRegister],
  pixels: [3, drawPixels],
  empty: [9, drawEmpty],
  real: [7, drawReal],
} as const satisfies Record<string, readonly [weight: number, draw: DrawKind]>;

export type PageKind = keyof typeof KINDS;
export const PAGE_KINDS = Object.keys(KINDS) as readonly PageKind[];

const WEIGHTED_KINDS = PAGE_KINDS.map((kind) => [KINDS[kind][0], kind] as const);

/**
 * Draws a page of `size` × `size` pixels. The same sources and state of `random` give the same page.
 *
 * @param only draws this kind; absent: any, by its weight
 */
export function drawPage(sources: PageSources, size: number, random: Random, only?: PageKind): PageScene {
  const kind = only ?? pickWeighted(WEIGHTED_KINDS, random);
  const [, draw] = KINDS[kind];
  const { page, isPhotographed } = draw(sources, size, random);
  if (isPhotographed && random.chance(0.85)) castLight(page.canvas, random);
  const picture = isPhotographed ? photograph(page.canvas, random) : canvasToPicture(page.canvas);
  return {
    kind,
    picture: !isPhotographed && random.chance(0.25) ? compress(picture, 45 + random.below(50)) : picture,
    items: clipItems(page.items, size, size),
  };
}
