import { NON_DIGIT } from "../../../../core/manifest.ts";
import { EM } from "../../../data/sources/typefaces.ts";
import type { Random } from "../../../random.ts";
import { type DraftPage, UNCERTAIN } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { layShape } from "./lay-shape.ts";
import type { Script } from "./pick-script.ts";
import type { Place } from "./place.ts";

/** Characters that alone could be a digit. */
const LOOK_ALIKES = new Set([..."OoQDlIi|!SsZzBbgqGTLJyjt[]/\\()"]);

/** A printed line. Its digits are digits. @param isHandwriting whether the typeface imitates handwriting; absent: either */
export function printText(
  page: DraftPage,
  sources: PageSources,
  text: string,
  { left, baseline, heightPx }: Place,
  script: Script,
  random: Random,
  isHandwriting?: boolean,
): void {
  const face = sources.pickTypeface(random, isHandwriting);
  let x = left;
  const em = heightPx / 0.72;
  for (const character of text) {
    if (x > page.canvas.width + em) break;
    const shape = face && character !== " " ? sources.drawPrinted(face, character) : undefined;
    if (!shape) {
      x += em * 0.3;
      continue;
    }
    // A typeface's shapes are scaled to the same size; what they are of the em tells their real height.
    const tall = em * ((face!.glyph(character)!.height - 12) / EM);
    const drop = "gjpqy,;Q".includes(character) ? 0.25 * em : 0;
    const lift = "-–+=~".includes(character) ? 0.25 * em : "'\"°*".includes(character) ? 0.45 * em : 0;
    const place = { left: x, baseline: baseline + drop - lift, heightPx: tall };
    const box = layShape(page, shape, place, labelOf(character), script, random);
    x = box.x + box.width + em * 0.09;
  }
}

function labelOf(character: string): number {
  if (/\d/.test(character)) return Number(character);
  return LOOK_ALIKES.has(character) ? UNCERTAIN : NON_DIGIT;
}
