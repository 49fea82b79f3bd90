import { PredictorError } from "../errors.ts";
import { type Candidate, INPUT_SIZE, type Picture, type Prepared } from "./picture.ts";

/** Changes whenever the same picture would be prepared differently; a model is only served with the one it was trained on. */
export const PREPARATION_VERSION = 1;

/**
 * Finds what may be the digit in a picture and frames it for the network. (Stand-in: plain resize.)
 *
 * @throws PredictorError `no_ink` if there is nothing on the picture.
 */
export function prepare(picture: Picture): Prepared {
  const { width, height, rgba } = picture;
  const input = new Float32Array(INPUT_SIZE * INPUT_SIZE);
  let sum = 0;
  for (let y = 0; y < INPUT_SIZE; y++) {
    for (let x = 0; x < INPUT_SIZE; x++) {
      const at =
        (Math.floor(((y + 0.5) * height) / INPUT_SIZE) * width + Math.floor(((x + 0.5) * width) / INPUT_SIZE)) * 4;
      const value = (rgba[at] + rgba[at + 1] + rgba[at + 2]) / 765;
      input[y * INPUT_SIZE + x] = value;
      sum += value;
    }
  }
  if (sum === 0) throw new PredictorError("no_ink", "There is nothing on this picture. Send one with a digit on it.");
  const dark = sum > input.length / 2;
  if (dark) for (let i = 0; i < input.length; i++) input[i] = 1 - input[i];
  const candidate: Candidate = {
    input,
    box: { x: 0, y: 0, width, height },
    ink: dark ? "dark" : "light",
    warnings: [],
  };
  return { candidates: [candidate] };
}
