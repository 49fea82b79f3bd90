import { flatten } from "../../core/image/flatten.ts";
import type { Box, Picture } from "../../core/picture.ts";
import { readDigit } from "../../core/read-digit.ts";
import type { ReadingModel } from "../../core/reading-model.ts";
import { PredictorError } from "../../errors.ts";
import type { Random } from "../random.ts";
import type { TaughtPicture } from "../recipes/taught-picture.ts";
import { jitterBox } from "./jitter-box.ts";
import { frameSample, type Sample } from "./sample.ts";

/** How often a digit is shown again with a box that is a little off. */
const JITTERED = 1;

/**
 * What a picture whose truth is known teaches the classifier: of a digit the place that reading chooses, of a number the places of its
 * digits; framed as reading frames it, and again with boxes that are a little off.
 *
 * @param picture as its decoder gives it
 * @returns none where there is nothing on the picture
 */
export async function pictureSamples(
  picture: Picture,
  truth: TaughtPicture["truth"],
  model: Omit<ReadingModel<never>, "decode">,
  random: Random,
): Promise<Sample[]> {
  const { width, height, rgba } = flatten(picture);
  // Without the size that it has in its file: places are then in the pixels that are here.
  const own = { width, height, rgba };
  const show = (box: Box, label: number): Sample[] => [
    frameSample(own, box, label, "own"),
    ...Array.from({ length: JITTERED }, () => frameSample(own, jitterBox(box, random), label, "own/jittered")),
  ];
  if (truth.kind === "number")
    return truth.digits.flatMap(({ box, label }) => show(fromOriginalBox(box, picture), label));
  try {
    const { seen } = await readDigit(own, { ...model, decode: async (source: Picture) => source });
    return show(seen.box, truth.label);
  } catch (error) {
    if (error instanceof PredictorError && error.code === "no_ink") return [];
    throw error;
  }
}

/** A box of the picture's file, in the pixels of the picture. */
function fromOriginalBox({ x, y, width, height }: Box, { width: w, height: h, original }: Picture): Box {
  const across = original ? w / original.width : 1;
  const down = original ? h / original.height : 1;
  return { x: x * across, y: y * down, width: width * across, height: height * down };
}
