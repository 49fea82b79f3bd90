import type { Random } from "../../../random.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { drawRow } from "./draw-row.ts";

/** Real lines and real digits of the data that may train; a drawn row where there are none. */
export function drawReal(sources: PageSources, size: number, random: Random): DrawnPage {
  const page = sources.drawReal(size, random);
  return page ? { page, isPhotographed: random.chance(0.7) } : drawRow(sources, size, random);
}
