import type { Random } from "../../random.ts";
import { drawRules } from "../rules.ts";
import { drawSpecks } from "../surroundings.ts";
import type { Ground } from "./grounds.ts";
import type { DraftPage } from "./page.ts";
import type { Script } from "./writing/pick-script.ts";

/**
 * Rules the page or sprinkles specks on it, or does neither. A screen mostly stays clean.
 *
 * @param heightPx height of what is written on it
 * @param chance how often rules are drawn
 */
export function drawRulesAndSpecks(
  page: DraftPage,
  ground: Ground,
  heightPx: number,
  script: Script,
  random: Random,
  chance = 0.35,
): void {
  if (!ground.isPhotographed && random.chance(0.7)) return;
  if (random.chance(chance)) drawRules(page.canvas, heightPx, script.softPx, random);
  if (random.chance(0.2)) drawSpecks(page.canvas, heightPx, random);
}
