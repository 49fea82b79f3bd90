import type { Region } from "../../core/find/region.ts";
import { CLASS_COUNT, NON_DIGIT, type ReadingWeights } from "../../core/manifest.ts";
import { fitLogLinear, type Observation } from "./fit-log-linear.ts";

/** A region of a held-out picture whose truth is known. */
export interface GradedRegion {
  /** `[11]`, of the classifier */
  readonly logits: Float32Array;
  /** Undefined where the finder was not asked. */
  readonly region: Region | undefined;
  /** 0…9, or `NON_DIGIT` */
  readonly label: number;
  readonly share?: number;
}

/** What to start from, and stay at where nothing speaks for a change. */
const START = { classifier: 0.8, finder: 0.3, presence: 0.6, bias: -1, alone: 0.9, alone_bias: -1.3 };

/** What is fitted on regions: of the candidate that a picture is read by, whole pictures tell. */
export type RegionWeights = Omit<ReadingWeights, "chosen_none" | "chosen_bias">;

/** A held-out picture that was read under `UNTOUCHED_CHOICE`. */
export interface GradedChoice {
  /** `[11]` */
  readonly probabilities: readonly number[];
  /** 0…9, or `NON_DIGIT` */
  readonly label: number;
  readonly share: number;
}

/** The candidate that is chosen is what it is by itself. */
export const UNTOUCHED_CHOICE = { chosen_none: 1, chosen_bias: 0 };
/** Probabilities count as at least this. */
const MIN_PROBABILITY = 1e-9;

/** Fits how much "no digit" counts for the candidate that is chosen; see `trustChoice`. */
export function fitChoice(choices: readonly GradedChoice[]): Pick<ReadingWeights, "chosen_none" | "chosen_bias"> {
  const observations = choices.map(({ probabilities, label, share }) => {
    const logs = probabilities.map((probability) => Math.log(Math.max(MIN_PROBABILITY, probability)));
    const features = logs.map((log, k) => (k === NON_DIGIT ? [0, log, 1] : [log, 0, 0]));
    return { features, outcome: label, share };
  });
  // All that counts is how "no digit" compares: the digits' own weight is brought back to 1.
  const [digits, none, bias] = fitLogLinear(observations, [1, 1, 0]);
  return { chosen_none: none / digits, chosen_bias: bias / digits };
}

/** Fits how finder and classifier are combined; see `combine`. */
export function fitWeights(regions: readonly GradedRegion[], nothing: number): RegionWeights {
  const found = regions.filter(({ region }) => region !== undefined).map(observeBoth);
  const alone = fitAlone(regions.filter(({ region }) => region === undefined));
  const [classifier, finder, presence, bias] = fitLogLinear(found, [
    ...[START.classifier, START.finder, START.presence, START.bias],
  ]);
  return { classifier, finder, presence, bias, ...alone, nothing };
}

/** Fits what a classifier says where the finder was not asked; see `weighAlone`. */
export function fitAlone(
  graded: readonly Omit<GradedRegion, "region">[],
): Pick<ReadingWeights, "alone" | "alone_bias"> {
  const [alone, alone_bias] = fitLogLinear(graded.map(observeAlone), [START.alone, START.alone_bias]);
  return { alone, alone_bias };
}

function observeBoth({ logits, region, label, share }: GradedRegion): Observation {
  const logs = toLogs(logits);
  const features = Array.from({ length: CLASS_COUNT }, (_, k) =>
    k === NON_DIGIT ? [logs[k], 0, -region!.logit, 1] : [logs[k], region!.logDigits[k], 0, 0],
  );
  return { features, outcome: label, ...(share !== undefined && { share }) };
}

function observeAlone({ logits, label, share }: Omit<GradedRegion, "region">): Observation {
  const features = toLogs(logits).map((log, k) => [log, k === NON_DIGIT ? 1 : 0]);
  return { features, outcome: label, ...(share !== undefined && { share }) };
}

function toLogs(logits: Float32Array): number[] {
  const highest = Math.max(...logits);
  const total = highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
  return Array.from(logits, (logit) => logit - total);
}
