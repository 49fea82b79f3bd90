import type { Random } from "../../../random.ts";
import type { Ground } from "../grounds.ts";
import type { PageSources } from "../page-sources.ts";
import { pickScript, type Script } from "./pick-script.ts";
import { pickSoftness } from "./pick-softness.ts";

/** Anybody's hand, with the ink that shows on this ground. */
export function pickScriptOn(ground: Ground, heightPx: number, sources: PageSources, random: Random): Script {
  const writer = sources.pickWriter(random);
  return pickScript(writer, ground.ink, pickSoftness(heightPx, ground.isPhotographed, random), random);
}
