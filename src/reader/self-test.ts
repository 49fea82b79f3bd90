import { combine } from "../core/decide/combine.ts";
import { CHANNEL_COUNT, STRIDE } from "../core/find/cells.ts";
import { renderStrokes, type Stroke } from "../core/image/render-strokes.ts";
import { STRIP_ROWS, STRIP_STRIDE } from "../core/line/strip.ts";
import { CLASS_COUNT, type Manifest } from "../core/manifest.ts";
import { INPUT_PIXELS, INPUT_SIZE } from "../core/picture.ts";
import type { QuickClassifier } from "../core/quick-classifier.ts";
import type { ReadingModel } from "../core/reading-model.ts";
import { PredictorError } from "../errors.ts";

const PEN_WIDTH_PX = 2.2;
const INPUT = { width: INPUT_SIZE, height: INPUT_SIZE };

/** For each class the strokes, and for each stroke the places that the pen passes: x,y in pixels of the 28×28 picture. */
const DRAWINGS: readonly (readonly string[])[] = [
  ["14,5 10,7 8,12 8,17 10,21 14,23 18,21 20,17 20,12 18,7 14,5"],
  ["15,5 14,11 14,17 13,23"],
  ["9,9 11,6 14,5 18,6 19,9 17,13 13,17 9,22 14,22 20,22"],
  ["9,6 14,5 18,7 18,10 16,12 13,13 17,14 19,17 18,20 14,23 9,21"],
  ["10,5 9,10 8,15 13,15 20,14", "17,6 16,12 16,18 15,23"],
  ["18,5 11,5 10,9 9,13 13,12 17,13 19,16 18,20 14,23 9,22"],
  ["16,5 12,8 9,13 9,18 11,22 14,23 18,21 18,17 15,15 11,16 9,19"],
  ["8,6 14,5 20,5 17,11 15,17 13,23"],
  ["14,5 10,7 10,10 14,13 18,16 19,20 14,23 9,20 10,16 14,13 18,10 18,7 14,5"],
  ["18,8 15,5 11,6 9,9 11,12 15,12 18,8 18,13 17,18 16,23"],
  ["14,6 14,22", "6,14 22,14"], // a plus: no digit
];

/** A picture of this side, in pixels, shows whether the finder runs. */
const FINDER_SIDE = 64;

/** A strip of this width, in pixels, shows whether the line reader runs. */
const STRIP_COLUMNS = 64;

/**
 * Runs a model once: finder and line reader on empty pictures, the classifier on drawings of the ten digits and of a plus.
 *
 * @returns how many of the eleven are read right, the plus as no digit
 * @throws PredictorError `model_unusable` if its outputs are no probabilities
 */
export async function selfTest({
  classifier,
  finder,
  lineReader,
  manifest: { weights },
}: Pick<ReadingModel<never>, "classifier" | "finder" | "lineReader"> & {
  readonly manifest: Pick<Manifest, "weights">;
}): Promise<number> {
  const n = CLASS_COUNT;
  const inputs = new Float32Array(n * INPUT_PIXELS);
  for (const [at, strokes] of DRAWINGS.entries())
    inputs.set(renderStrokes(strokes.map(toStroke), PEN_WIDTH_PX, INPUT), at * INPUT_PIXELS);
  const logits = await run(() => classifier.classify(inputs, n));
  const readings = Array.from({ length: n }, (_, index) =>
    combine(logits.subarray(index * CLASS_COUNT, (index + 1) * CLASS_COUNT), undefined, weights),
  );
  const isSound = (probabilities: readonly number[]) =>
    Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-3;
  const cells = await run(() =>
    finder.find({ width: FINDER_SIDE, height: FINDER_SIDE, makeColours: () => new Float32Array(3 * FINDER_SIDE ** 2) }),
  );
  const hasMap = cells.length === CHANNEL_COUNT * (FINDER_SIDE / STRIDE) ** 2 && cells.every(Number.isFinite);
  const colours = new Float32Array(3 * STRIP_ROWS * STRIP_COLUMNS);
  const columns = lineReader && (await run(() => lineReader.read({ count: 1, columns: STRIP_COLUMNS, colours })));
  const hasColumns =
    columns === undefined ||
    (columns.length === CLASS_COUNT * (STRIP_COLUMNS / STRIP_STRIDE) && columns.every(Number.isFinite));
  if (
    !hasMap ||
    !hasColumns ||
    logits.length !== n * CLASS_COUNT ||
    !logits.every(Number.isFinite) ||
    !readings.every(isSound)
  ) {
    throw new PredictorError("model_unusable", "The model fails its self-test: its answers are no probabilities.");
  }
  return readings.filter((probabilities, at) => probabilities.indexOf(Math.max(...probabilities)) === at).length;
}

/** @throws PredictorError `model_unusable` if it can't be run, or its outputs are no logits */
export function testQuickClassifier(quickClassifier: QuickClassifier): void {
  let logits: Float32Array;
  try {
    logits = quickClassifier.classify(renderStrokes(DRAWINGS[0].map(toStroke), PEN_WIDTH_PX, INPUT));
  } catch (cause) {
    throw new PredictorError("model_unusable", "The model fails its self-test: it can't be run.", { cause });
  }
  if (logits.length !== CLASS_COUNT || !logits.every(Number.isFinite))
    throw new PredictorError("model_unusable", "The model fails its self-test: its answers are no probabilities.");
}

async function run(network: () => Promise<Float32Array>): Promise<Float32Array> {
  try {
    return await network();
  } catch (cause) {
    throw new PredictorError("model_unusable", "The model fails its self-test: it can't be run.", { cause });
  }
}

function toStroke(places: string): Stroke {
  return places.split(" ").map((place) => {
    const [x, y] = place.split(",").map(Number);
    return { x: x + 0.5, y: y + 0.5 }; // the middle of the pixel
  });
}
