import { NON_DIGIT } from "../../../../core/manifest.ts";
import type { Random } from "../../../random.ts";
import type { DraftPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { layShape } from "./lay-shape.ts";
import type { Script } from "./pick-script.ts";
import type { Place } from "./place.ts";

/** A word of so many handwritten letters and signs. */
export function writeWord(
  page: DraftPage,
  sources: PageSources,
  { left, baseline, heightPx }: Place,
  letters: number,
  script: Script,
  random: Random,
): void {
  let x = left;
  for (let i = 0; i < letters; i++) {
    const shape = sources.drawLetter(random);
    const flat = shape.inkHeight < 0.45 * shape.inkWidth;
    const tall =
      (heightPx * random.between(0.6, 1.1) * shape.inkHeight) / Math.max(shape.inkHeight, 0.8 * shape.inkWidth);
    const place = { left: x, baseline: baseline - (flat ? 0.4 * heightPx : 0), heightPx: Math.max(2, tall) };
    const box = layShape(page, shape, place, NON_DIGIT, script, random);
    x = box.x + box.width + heightPx * random.between(0, 0.2);
    if (x > page.canvas.width) break;
  }
}
