import { MIN_OPINION } from "../../core/decide/combine-opinions.ts";
import { CLASS_COUNT, type LineWeights, NON_DIGIT } from "../../core/manifest.ts";
import { fitLogLinear } from "./fit-log-linear.ts";

/** A candidate on a held-out line whose truth is known. */
export interface CandidateInLine {
  /** `[11]`, probabilities of the candidate by itself. */
  readonly alone: readonly number[];
  /** `[11]`, probabilities by the line reader. */
  readonly inLine: Float32Array;
  /** 0…9, or `NON_DIGIT`. */
  readonly label: number;
  /** How much it counts. */
  readonly share: number;
}

/** What to start from, and stay at where nothing speaks for a change. */
const START = [0.6, 0.6, 0.5, 0.5, 0];

/** Fits how a candidate by itself and its line are combined; see `combineOpinions`. */
export function fitLineWeights(candidates: readonly CandidateInLine[]): LineWeights {
  const log = (probability: number) => Math.log(Math.max(MIN_OPINION, probability));
  const [alone, alone_none, line, line_none, bias] = fitLogLinear(
    candidates.map(({ alone, inLine, label, share }) => ({
      features: Array.from({ length: CLASS_COUNT }, (_, k) => {
        const [a, l] = [log(alone[k]), log(inLine[k])];
        return k === NON_DIGIT ? [0, a, 0, l, 1] : [a, 0, l, 0, 0];
      }),
      outcome: label,
      share,
    })),
    START,
  );
  return { alone, alone_none, line, line_none, bias };
}
