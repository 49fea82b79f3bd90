import { flatten } from "../../core/image/flatten.ts";
import type { Picture } from "../../core/picture.ts";
import { readDigit } from "../../core/read-digit.ts";
import type { ReadingModel } from "../../core/reading-model.ts";
import { PredictorError } from "../../errors.ts";
import type { Random } from "../random.ts";
import { jitterBox } from "./jitter-box.ts";
import { frameSample, type Sample } from "./sample.ts";

/** How often a digit is shown again with a box that is a little off. */
const JITTERED = 2;

/**
 * What a picture whose digit is known teaches the classifier: the place that reading chooses, framed as reading frames it, and again with
 * boxes that are a little off.
 *
 * @param picture as its decoder gives it
 * @param label 0…9, or 10 for no digit
 * @returns none where there is nothing on the picture
 */
export async function pictureSamples(
  picture: Picture,
  label: number,
  model: Omit<ReadingModel<never>, "decode">,
  random: Random,
): Promise<Sample[]> {
  const { width, height, rgba } = flatten(picture);
  // Without the size that it has in its file: places are then in the pixels that are here.
  const own = { width, height, rgba };
  try {
    const { seen } = await readDigit(own, { ...model, decode: async (source: Picture) => source });
    const input = Uint8Array.from(seen.input, (value) => Math.round(value * 255));
    const jittered = Array.from({ length: JITTERED }, () => jitterBox(seen.box, random));
    return [{ input, label, kind: "own" }, ...jittered.map((box) => frameSample(own, box, label, "own/jittered"))];
  } catch (error) {
    if (error instanceof PredictorError && error.code === "no_ink") return [];
    throw error;
  }
}
