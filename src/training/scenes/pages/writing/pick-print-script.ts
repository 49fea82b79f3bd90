import type { Random } from "../../../random.ts";
import { fromHsv } from "../../canvas.ts";
import type { PageSources } from "../page-sources.ts";
import type { Script } from "./pick-script.ts";

/** Print beside handwriting: level, even, as sharp as this, in an ink of its own. */
export function pickPrintScript(script: Script, sources: PageSources, random: Random): Script {
  return {
    ...script,
    colour: random.chance(0.75)
      ? fromHsv(0, 0, random.between(0, 0.35))
      : fromHsv(random.next(), random.next(), random.between(0.1, 0.7)),
    opacity: random.between(0.6, 1),
    ...{ slant: 0, rotation: 0, aspect: 1, pressure: 0, nib: 0, wobble: 0, jitter: 0, uneven: 0 },
    pen: random.between(0.035, 0.075),
    writer: script.writer.isPrinted ? script.writer : sources.pickWriter(random),
  };
}
