import { findCandidates } from "../../core/find-candidates.ts";
import { overlap } from "../../core/image/overlap.ts";
import { NON_DIGIT } from "../../core/manifest.ts";
import { type Box, INPUT_SIZE } from "../../core/picture.ts";
import type { Candidate } from "../../core/reading.ts";
import { createRandom, type Random } from "../random.ts";
import type { MixtureScene } from "../scenes/mixture.ts";
import { isBareLine } from "./is-bare-line.ts";

/** What the network learns from: a candidate with its class. */
export interface Sample {
  /** `[28, 28]`, 0 (paper) … 255 (ink) */
  readonly input: Uint8Array;
  /** 0…9, or 10 for none */
  readonly label: number;
  /** Source and kind of scene, `mnist/photo`; `…/miss` for a wrong candidate shown as none. */
  readonly kind: string;
}

/** Overlap from which a candidate counts as the digit itself. */
const SAME = 0.4;
/** For what is no digit the whole must be seen: one of two digits is a digit. */
const SAME_NON_DIGIT = 0.6;
/** Overlap below which a candidate shows something else. */
const ELSEWHERE = 0.05;
/** Share of digit scenes of which a wrong candidate, if there is one, is shown as none. */
const WRONG_CANDIDATES = 0.04;
const MAX_ATTEMPTS = 20;

/**
 * Makes the sample with this number: draws scenes until what was drawn is found. The same seed and index give the
 * same sample.
 */
export function makeSample(drawScene: (random: Random) => MixtureScene, seed: number, index: number): Sample {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const random = createRandom(seed, index, attempt);
    const sample = pickCandidate(drawScene(random), random);
    if (sample && !(sample.label === NON_DIGIT && isBareLine(sample.input))) return sample;
  }
  throw new Error(`Sample ${index}: preparation found nothing in ${MAX_ATTEMPTS} scenes; it must be broken.`);
}

/** @returns undefined where no ink was found, or only elsewhere */
function pickCandidate(scene: MixtureScene, random: Random): Sample | undefined {
  const candidates = findCandidates(scene.picture);
  if (candidates.length === 0) return undefined;
  if (scene.kind === "texture") return toSample(random.pick(candidates), NON_DIGIT, scene.name);
  const overlaps = candidates.map((candidate) => overlap(candidate.box, scene.box));
  if (scene.label !== NON_DIGIT && random.chance(WRONG_CANDIDATES)) {
    const wrong = candidates.find((candidate, i) => overlaps[i] < ELSEWHERE && isLarge(candidate.box, scene.box));
    if (wrong) return toSample(wrong, NON_DIGIT, "candidates/miss");
  }
  // Among equals the first, the best guess; one of the wrong ink is never the digit.
  let best = -1;
  for (const [i, candidate] of candidates.entries()) {
    if (candidate.ink === scene.ink && (best < 0 || overlaps[i] > overlaps[best] + 0.05)) best = i;
  }
  if (best < 0 || overlaps[best] < (scene.label === NON_DIGIT ? SAME_NON_DIGIT : SAME)) return undefined;
  return toSample(candidates[best], scene.label, scene.name);
}

function isLarge(box: Box, digit: Box): boolean {
  return Math.max(box.width, box.height) > 0.3 * digit.height;
}

export function toSample(candidate: Candidate, label: number, kind: string): Sample {
  const input = new Uint8Array(INPUT_SIZE * INPUT_SIZE);
  for (let i = 0; i < input.length; i++) input[i] = Math.round(candidate.input[i] * 255);
  return { input, label, kind };
}
