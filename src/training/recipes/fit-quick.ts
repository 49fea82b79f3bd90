import { frameSmallPicture } from "../../core/find-candidates.ts";
import { NON_DIGIT, type QuickWeights } from "../../core/manifest.ts";
import type { QuickClassifier } from "../../core/quick-classifier.ts";
import { type CalibrationPictures, fromScene, singleLabel } from "../calibrate/calibration-picture.ts";
import { fitAlone } from "../calibrate/fit-weights.ts";
import { labelOf } from "../calibrate/grade-regions.ts";
import { createRandom } from "../random.ts";
import { UNCERTAIN } from "../scenes/pages/page.ts";
import { SCENE_NON_DIGIT_SHARE, THRESHOLD_NON_DIGIT_SHARE } from "./fit-reading.ts";

export interface FitQuickOptions extends Pick<CalibrationPictures, "drawScene"> {
  readonly quickClassifier: QuickClassifier;
  readonly sceneCount: number;
  readonly seed: number;
  /** `QuickWeights.sure`, which is chosen and not fitted. */
  readonly sure: number;
  /** Checked between pictures. */
  readonly signal?: AbortSignal;
}

/** As often as among the pictures that thresholds are measured on: what the quick classifier reads is accepted. */
const NON_DIGIT_WEIGHT = oddsOf(THRESHOLD_NON_DIGIT_SHARE) / oddsOf(SCENE_NON_DIGIT_SHARE);

/** Fits on held-out small pictures what the quick classifier says of them. */
export async function fitQuick(options: FitQuickOptions): Promise<QuickWeights> {
  const { drawScene, quickClassifier, sceneCount, seed, sure, signal } = options;
  const graded = [];
  for (let i = 0; i < sceneCount; i++) {
    signal?.throwIfAborted();
    const made = fromScene(drawScene(createRandom(seed, i)));
    const own = frameSmallPicture(made.picture);
    const label = own && labelOf(own.box, made.items);
    if (label === undefined || label === UNCERTAIN) continue;
    const share = singleLabel(made) === NON_DIGIT ? NON_DIGIT_WEIGHT : 1;
    graded.push({ logits: quickClassifier.classify(own!.input), label, share });
  }
  return { ...fitAlone(graded), sure };
}

function oddsOf(share: number): number {
  return share / (1 - share);
}
