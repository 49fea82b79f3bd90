import { findNumbers } from "../../core/find-numbers.ts";
import { seeInLines, seeLines } from "../../core/judge-in-line.ts";
import type { LineReader } from "../../core/line-reader.ts";
import type { ReadingModel } from "../../core/reading-model.ts";
import { startStopwatch } from "../../core/stopwatch.ts";
import { UNCERTAIN } from "../scenes/pages/page.ts";
import type { CalibrationPicture } from "./calibration-picture.ts";
import type { CandidateInLine } from "./fit-line-weights.ts";
import { labelOf } from "./grade-regions.ts";

/** Finds numbers as reading does, and says of each candidate what it truly shows, beside what both opinions are. */
export async function gradeInLine(
  { picture, items, kind }: CalibrationPicture,
  model: Omit<ReadingModel<never>, "decode" | "glance"> & { readonly lineReader: LineReader },
): Promise<CandidateInLine[]> {
  const found = await findNumbers(picture, model, startStopwatch(undefined), {
    signal: undefined,
    isOneLine: kind === "line",
  });
  const { judged, lines } = found;
  const seen = seeInLines(judged, await seeLines(picture, judged, lines.flat(), model.lineReader));
  // A page full of digits counts as many, but not as many times as much as a short number.
  const share = 1 / Math.sqrt(judged.length);
  return judged.flatMap(({ candidate, probabilities: alone }, i) => {
    const label = labelOf(candidate.box, items);
    const inLine = seen[i];
    return label === UNCERTAIN || inLine === undefined ? [] : [{ alone, inLine, label, share }];
  });
}
