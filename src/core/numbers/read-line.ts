import type { Constraint } from "../constrain/compile-constraint.ts";
import { toValue } from "../constrain/to-value.ts";
import type { JudgedCandidate } from "../decide/choose-digit.ts";
import { decide } from "../decide/decide.ts";
import { boundingBox } from "../image/bounding-box.ts";
import { decodeLine } from "../lattice/decode-line.ts";
import type { LatticeReading } from "../lattice/search-readings.ts";
import type { LineColumns } from "../line/read-columns.ts";
import { type Manifest, NON_DIGIT } from "../manifest.ts";
import type { Warning } from "../reading.ts";
import { sharesInk } from "./group-lines.ts";
import { measureFeatures, type NumberFeatures, weighFeatures } from "./number-features.ts";
import type { NumberReading } from "./number-reading.ts";

/** Alternatives in the answer. */
const MAX_ALTERNATIVES = 3;
const MIN_ALTERNATIVE = 0.001;
/** A constraint that so few readings satisfy, and that changed the best one, is more likely to be wrong here than right. */
const MIN_SATISFIED = 0.02;

/** A number before it is known where it stands among the others. */
export type LineReading = Omit<NumberReading, "row" | "column">;

/**
 * Reads one number: the best of all readings of its candidates, under a constraint if there is one.
 *
 * @param line from left to right
 * @param columns what the line reader says of it, of each strip that it was seen on
 * @returns undefined where it is more likely no number at all
 */
export function readLine(
  line: readonly JudgedCandidate[],
  columns: readonly LineColumns[],
  manifest: Manifest,
  maxError: number,
  constraint: Constraint | null,
): LineReading | undefined {
  const boxes = line.map(({ candidate }) => candidate.box);
  const decoded = decodeLine(
    {
      nodes: line.map(({ candidate: { box }, probabilities }) => ({
        left: box.x,
        right: box.x + box.width,
        logDigits: probabilities.slice(0, NON_DIGIT).map(Math.log),
        logNonDigit: Math.log(probabilities[NON_DIGIT]) + (line.length > 1 ? manifest.number_weights.beside_others : 0),
      })),
      conflicts: (a, b) => sharesInk(boxes[a], boxes[b]),
    },
    { automaton: constraint?.automaton, count: MAX_ALTERNATIVES + 1 },
  );
  const { unconstrained } = decoded;
  const free = unconstrained.readings[0];
  if (!free || unconstrained.logNothing > free.logProbability) return undefined;
  const toText = (digits: string) => constraint?.toText(digits) ?? digits;
  const featuresOf = ({ digits, nodes, logProbability }: LatticeReading, logTotal: number) => {
    const read = nodes.map((node, at) => ({
      judged: line[node],
      probability: line[node].probabilities[Number(digits[at])],
    }));
    return measureFeatures(digits, read, Math.exp(logProbability - logTotal), columns);
  };
  const confidenceOf = (features: NumberFeatures) => weighFeatures(features, manifest.number_weights);
  const freely = constraint && {
    unconstrained: { text: free.digits, confidence: confidenceOf(featuresOf(free, unconstrained.logTotal)) },
  };
  const best = decoded.readings[0];
  if (!best) {
    const digits = toDigits(free, line);
    return {
      ...{ text: null, value: null, confidence: 0, decision: "reject", digits, alternatives: [] },
      ...{ box: boundingBox(digits.map(({ box }) => box)), warnings: warningsOf(free.nodes, line), ...freely },
    };
  }
  const text = toText(best.digits);
  const features = featuresOf(best, decoded.logTotal);
  const confidence = confidenceOf(features);
  const decision = decide(Number(best.digits[0]), confidence, manifest.number_thresholds, maxError);
  const isForced =
    constraint !== null &&
    best.digits !== free.digits &&
    Math.exp(decoded.logTotal - unconstrained.logTotal) < MIN_SATISFIED;
  const digits = toDigits(best, line);
  const warnings = warningsOf(best.nodes, line);
  // What the picture's border cuts may go on beyond it: nobody can tell the whole number.
  const isDoubtful = isForced || !decoded.exact || warnings.includes("cut_off");
  return {
    ...{ text, value: toValue(text), confidence, features, digits, warnings },
    decision: isDoubtful && decision === "accept" ? "review" : decision,
    box: boundingBox(digits.map(({ box }) => box)),
    alternatives: decoded.readings
      .slice(1)
      .map((other) => ({ text: toText(other.digits), confidence: Math.exp(other.logProbability - decoded.logTotal) }))
      .filter((other) => other.confidence >= MIN_ALTERNATIVE),
    ...freely,
  };
}

function toDigits({ digits, nodes }: { digits: string; nodes: readonly number[] }, line: readonly JudgedCandidate[]) {
  return nodes.map((node, at) => {
    const digit = Number(digits[at]);
    const { candidate, probabilities } = line[node];
    const { box, input } = candidate;
    return { digit, confidence: probabilities[digit], box, input };
  });
}

function warningsOf(nodes: readonly number[], line: readonly JudgedCandidate[]): Warning[] {
  return [...new Set(nodes.flatMap((node) => line[node].candidate.warnings))];
}
