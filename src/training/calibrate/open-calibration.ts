import { loadChunk } from "../data/scene-bank.ts";
import { loadSources } from "../data/sources/load-sources.ts";
import { createRandom, type Random } from "../random.ts";
import { createMixture } from "../scenes/mixture.ts";
import { drawPage } from "../scenes/pages/draw-page.ts";
import { createPageSources, loadPageMaterial } from "../scenes/pages/page-sources.ts";
import { readRealLines } from "../scenes/pages/real-lines.ts";
import type { CalibrationPictures } from "./calibration-picture.ts";

/** Kinds of pages with numbers, and the sizes, in pixels, at which they are drawn. */
const NUMBER_KINDS = ["row", "row", "table", "register", "boxed", "text", "real"] as const;
const NUMBER_SIZES = [320, 480, 640] as const;

/**
 * The held-out pictures that a reading is fitted on.
 *
 * @param dataDir folder with the data sets; without it, only what is drawn by rule
 * @param pagesFile a chunk of held-out pages
 */
export function openCalibration(dataDir: string | undefined, pagesFile: string, seed: number): CalibrationPictures {
  const sources = createPageSources(loadPageMaterial(dataDir, "validation"), createRandom(seed));
  return {
    pages: loadChunk(pagesFile),
    drawScene: createMixture(loadSources(dataDir, "validation")),
    drawNumbers: (random: Random) => drawPage(sources, random.pick(NUMBER_SIZES), random, random.pick(NUMBER_KINDS)),
    lines: dataDir === undefined ? [] : readRealLines(dataDir, "validation"),
  };
}
