import type { Box } from "../../../core/picture.ts";
import { type Canvas, createCanvas, type Rgb } from "../canvas.ts";

/** Something written whose place is known. */
export interface Item {
  readonly box: Box;
  /** 0…9, `NON_DIGIT`, or `UNCERTAIN` where nobody could tell, as of a lone l or O. */
  readonly label: number;
  /** Which text of the page it belongs to, and which word of it, words being parted by spaces; absent where that isn't known. */
  readonly text?: number;
  readonly word?: number;
}

export const UNCERTAIN = -1;

/** A picture in the making, with all that is written on it. */
export interface DraftPage {
  readonly canvas: Canvas;
  readonly items: Item[];
}

/** A page on which nothing is missing but light and camera. */
export interface DrawnPage {
  readonly page: DraftPage;
  /** Whether a camera took it, with light and noise. Otherwise the pixels stay as they are, as on a screen. */
  readonly isPhotographed: boolean;
}

export function createPage(width: number, height: number, colour: Rgb): DraftPage {
  return { canvas: createCanvas(width, height, colour), items: [] };
}
