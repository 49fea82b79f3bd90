import { boundingBox } from "../../../../core/image/bounding-box.ts";
import type { Box } from "../../../../core/picture.ts";
import type { Random } from "../../../random.ts";
import type { DraftPage } from "../page.ts";
import { drawSign } from "./draw-sign.ts";
import { layShape } from "./lay-shape.ts";
import type { Script } from "./pick-script.ts";
import type { Place } from "./place.ts";

/** What is to be written. */
export interface LineText {
  /** Digits, signs and spaces. */
  readonly text: string;
  readonly heightPx: number;
  /** Space between two digits as a share of the height; below 0 they overlap. */
  readonly gap: number;
}

export interface PlacedLine extends LineText, Place {
  /** How far the base line rises over a pixel to the right. */
  readonly slope: number;
}

/** Writes a text; adds an item for every digit. @returns the box of the digits; undefined where there are none */
export function writeLine(page: DraftPage, line: PlacedLine, script: Script, random: Random): Box | undefined {
  const { heightPx, gap, slope } = line;
  const oldStyle = !script.writer.isPrinted && random.chance(0.08);
  const boxes: Box[] = [];
  // Items are counted on, so that no two texts and no two words of a page have the same number.
  const text = page.items.length;
  let word = text;
  let x = line.left;
  for (const character of line.text) {
    const isFirst = boxes.length === 0;
    const baseline =
      line.baseline - slope * (x - line.left) + 0.05 * script.jitter * heightPx * random.normal() * (isFirst ? 0 : 1);
    if (character === " ") {
      x += heightPx * random.between(0.3, 0.7);
      word = page.items.length;
      continue;
    }
    if (!/\d/.test(character)) {
      x =
        drawSign(page, character, { left: x, baseline, heightPx }, script, random) +
        heightPx * random.between(0.04, 0.2);
      continue;
    }
    const digit = Number(character);
    const shape = script.writer.digit(digit, random);
    const lowered = oldStyle && "34579".includes(character) ? 0.25 * heightPx : 0;
    const height = heightPx * Math.exp(0.09 * script.jitter * random.normal()) * (oldStyle && digit < 3 ? 0.75 : 1);
    const spread = isFirst ? 0 : gap + 0.08 * script.jitter * random.normal();
    const place = { left: x + spread * heightPx, baseline: baseline + lowered, heightPx: height };
    const box = layShape(page, shape, place, digit, script, random, { text, word });
    boxes.push(box);
    x = box.x + box.width;
  }
  return boxes.length > 0 ? boundingBox(boxes) : undefined;
}
