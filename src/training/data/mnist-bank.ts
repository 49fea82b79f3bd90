import { findCandidates } from "../../core/find-candidates.ts";
import { shareWithin } from "../../core/image/share-within.ts";
import { INPUT_PIXELS } from "../../core/picture.ts";
import type { Candidate } from "../../core/reading.ts";
import { createRandom } from "../random.ts";
import { inkBox } from "../scenes/place-shape.ts";
import { spoilBadly } from "../scenes/spoil-badly.ts";
import type { SampleBank } from "./sample-bank.ts";
import { type Sample, toSample } from "./samples.ts";
import type { Glyph } from "./sources/glyph.ts";
import { type Part, readMnist } from "./sources/mnist-glyphs.ts";

/** How much of the digit must be within a candidate, where a spoilt digit is shown as that digit: lines may reach further. */
const WITHIN = 0.7;

/** Every digit of a part of MNIST once, as it is, as it is found and framed: the best guess, right or wrong. */
export function mnistBank(dataDir: string, part: Part): SampleBank {
  return toBank(
    readMnist(dataDir, part).flatMap(({ coverage, width, height, label }) =>
      findCandidates(toPicture(coverage, width, height))
        .slice(0, 1)
        .map((candidate) => toSample(candidate, label, "mnist/as-it-is")),
    ),
  );
}

/** Every digit of a part of MNIST once, badly spoilt, where it is still found. The same seed spoils it the same way. */
export function spoiltMnistBank(dataDir: string, part: Part, seed: number): SampleBank {
  return toBank(readMnist(dataDir, part).flatMap((glyph, index) => spoiltSample(glyph, seed, index)));
}

function spoiltSample({ coverage, width, height, label }: Glyph, seed: number, index: number): Sample[] {
  const grey = coverage.slice();
  spoilBadly(grey, width, createRandom(seed, index));
  const digit = inkBox(coverage, width, height);
  return findCandidates(toPicture(grey, width, height))
    .filter((candidate: Candidate) => candidate.ink === "light" && shareWithin(digit, candidate.box) >= WITHIN)
    .slice(0, 1)
    .map((candidate) => toSample(candidate, label, "mnist/spoilt"));
}

/** Light ink on dark, as MNIST is. */
function toPicture(coverage: Float32Array, width: number, height: number) {
  const rgba = Uint8ClampedArray.from({ length: 4 * coverage.length }, (_, i) =>
    i % 4 === 3 ? 255 : 255 * coverage[i >> 2],
  );
  return { width, height, rgba };
}

function toBank(samples: readonly Sample[]): SampleBank {
  const inputs = new Uint8Array(samples.length * INPUT_PIXELS);
  for (const [index, { input }] of samples.entries()) inputs.set(input, index * INPUT_PIXELS);
  return { inputs, labels: Uint8Array.from(samples, ({ label }) => label) };
}

/** Several banks as one. */
export function joinBanks(banks: readonly SampleBank[]): SampleBank {
  const join = (parts: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));
  return {
    inputs: join(banks.map(({ inputs }) => inputs)),
    labels: join(banks.map(({ labels }) => labels)),
  };
}
