import type { JudgedCandidate } from "./decide/choose-digit.ts";
import { combineOpinions } from "./decide/combine-opinions.ts";
import { fitLine } from "./line/fit-line.ts";
import { columnAt, type LineColumns } from "./line/read-columns.ts";
import { readStrips } from "./line/read-strips.ts";
import type { LineReader } from "./line-reader.ts";
import { NON_DIGIT } from "./manifest.ts";
import type { Picture } from "./picture.ts";
import type { ReadingModel } from "./reading-model.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Candidates that are a digit at least this surely tell where their line lies. */
const SURE_ENOUGH = 0.5;

/** Candidates with what their lines say of them. */
export interface JudgedInLine {
  readonly judged: readonly JudgedCandidate[];
  readonly columns: SeenLines;
}

/** What the line reader says of each number. A number is its list of candidates, as it was given. */
export type SeenLines = ReadonlyMap<readonly number[], LineColumns>;

/**
 * Lets the line reader see the candidates of each number side by side, and combines what it says with what each is by itself.
 *
 * @param numbers indices into `judged`, from left to right, at least one each
 */
export async function judgeInLine(
  picture: Picture,
  judged: readonly JudgedCandidate[],
  numbers: readonly (readonly number[])[],
  { lineReader, manifest: { line_weights } }: Pick<ReadingModel<never>, "lineReader" | "manifest">,
  watch: Stopwatch,
): Promise<JudgedInLine> {
  if (lineReader === undefined || line_weights === undefined) return { judged, columns: new Map() };
  const columns = await seeLines(picture, judged, numbers, lineReader, watch.refuseIfGone);
  watch.note("inferMs");
  const seen = seeInLines(judged, columns);
  const informed = judged.map(({ candidate, probabilities }, i) => {
    const inLine = seen[i];
    return { candidate, probabilities: inLine ? combineOpinions(probabilities, inLine, line_weights) : probabilities };
  });
  return { judged: informed, columns };
}

/**
 * Shows each number to the line reader.
 *
 * @param onStrips called before some are shown; throws to give up
 */
export async function seeLines(
  picture: Picture,
  judged: readonly JudgedCandidate[],
  numbers: readonly (readonly number[])[],
  lineReader: LineReader,
  onStrips: () => void = () => undefined,
): Promise<SeenLines> {
  const places = numbers.map((number) =>
    fitLine(sureOf(number.map((i) => judged[i])).map(({ candidate }) => candidate.box)),
  );
  const columns = await readStrips(picture, places, lineReader, onStrips);
  return new Map(numbers.flatMap((number, i) => (columns[i] ? [[number, columns[i]] as const] : [])));
}

/** What their lines say of candidates: `[11]` each; undefined for what the line reader doesn't see. */
export function seeInLines(judged: readonly JudgedCandidate[], lines: SeenLines): (Float32Array | undefined)[] {
  const seen = new Array<Float32Array | undefined>(judged.length).fill(undefined);
  for (const [number, columns] of lines) for (const i of number) seen[i] = columnAt(columns, judged[i].candidate.box);
  return seen;
}

/** Those that are digits; where none is, all. */
function sureOf(judged: readonly JudgedCandidate[]): readonly JudgedCandidate[] {
  const sure = judged.filter(({ probabilities }) => 1 - probabilities[NON_DIGIT] >= SURE_ENOUGH);
  return sure.length > 0 ? sure : judged;
}
