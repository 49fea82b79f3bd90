import { PredictorError } from "../../errors.ts";

/** Only the first frame is read, and a film is no picture of a digit. */
const MAX_FRAMES = 1000;

/** @throws PredictorError `picture_too_large` where an animation has more than 1000 frames */
export function refuseFrames(format: string, frames: number): void {
  if (frames <= MAX_FRAMES) return;
  const message = `This ${format} has more than ${MAX_FRAMES} frames, and only the first one is read. Send that one as a picture.`;
  throw new PredictorError("picture_too_large", message);
}
