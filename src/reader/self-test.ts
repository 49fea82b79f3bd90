import type { Classifier } from "../core/classifier.ts";
import { softmax } from "../core/decide/choose-reading.ts";
import { CLASSES, type Manifest } from "../core/manifest.ts";
import { INPUT_SIZE } from "../core/picture.ts";
import { PredictorError } from "../errors.ts";

const PIXELS = INPUT_SIZE * INPUT_SIZE;
/** Half the pen's width in pixels. */
const PEN_RADIUS = 1.1;
/** Whole pixels around a line that may have ink. */
const REACH = 2;

/** Pictures of the self-test. */
export const SELF_TEST_SIZE = 11;
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
  ["14,6 14,22", "6,14 22,14"], // a plus: none
];

/**
 * Runs a model once, on drawings of the ten digits and of a plus.
 *
 * @returns how many of the eleven are read right, the plus as none
 * @throws PredictorError `model_unusable` if its answers are no probabilities
 */
export async function selfTest(
  classifier: Classifier,
  { temperature }: Pick<Manifest, "temperature">,
): Promise<number> {
  const n = SELF_TEST_SIZE;
  const inputs = new Float32Array(n * PIXELS);
  for (const [at, strokes] of DRAWINGS.entries()) draw(strokes, inputs.subarray(at * PIXELS, (at + 1) * PIXELS));
  const logits = await run(classifier, inputs, n);
  const readings = Array.from({ length: n }, (_, index) =>
    softmax(logits.subarray(index * CLASSES.length, (index + 1) * CLASSES.length), temperature),
  );
  const isSound = (probabilities: readonly number[]) =>
    Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-3;
  if (logits.length !== n * CLASSES.length || !logits.every(Number.isFinite) || !readings.every(isSound)) {
    throw new PredictorError("model_unusable", "The model fails its self-test: its answers are no probabilities.");
  }
  return readings.filter((probabilities, at) => probabilities.indexOf(Math.max(...probabilities)) === at).length;
}

async function run(classifier: Classifier, inputs: Float32Array, n: number): Promise<Float32Array> {
  try {
    return await classifier.classify(inputs, n);
  } catch (cause) {
    throw new PredictorError("model_unusable", "The model fails its self-test: it can't be run.", { cause });
  }
}

/** Draws straight lines with a round pen: 1 is ink. */
function draw(strokes: readonly string[], picture: Float32Array): void {
  for (const stroke of strokes) {
    const points = stroke.split(" ").map((place) => place.split(",").map(Number));
    for (let i = 1; i < points.length; i++) drawLine(points[i - 1], points[i], picture);
  }
}

function drawLine([x0, y0]: readonly number[], [x1, y1]: readonly number[], picture: Float32Array): void {
  const [dx, dy] = [x1 - x0, y1 - y0];
  // Only where the pen comes to: every start draws them.
  for (let y = Math.min(y0, y1) - REACH; y <= Math.max(y0, y1) + REACH; y++) {
    for (let x = Math.min(x0, x1) - REACH; x <= Math.max(x0, x1) + REACH; x++) {
      const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
      const distance = Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
      const at = y * INPUT_SIZE + x;
      picture[at] = Math.max(picture[at], Math.min(1, Math.max(0, PEN_RADIUS + 0.5 - distance)));
    }
  }
}
