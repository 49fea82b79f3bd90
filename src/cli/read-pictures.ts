import type { Decision } from "../core/reading.ts";
import { mapInOrder } from "./map-in-order.ts";
import { createProgressBar } from "./progress-bar.ts";
import type { ResultFormat } from "./result-format.ts";
import { toClock } from "./to-clock.ts";

/** Pictures that are worked on at a time: one is decoded while another is read. */
const CONCURRENCY = 4;

export interface ReadPicturesOptions<Result> {
  readonly readFile: (file: string) => Promise<Result>;
  readonly format: ResultFormat<Result>;
  /** Takes what the format made of one picture. */
  readonly write: (text: string) => void;
  readonly complain: (problem: string) => void;
  readonly toDecisions: (result: Result) => readonly Decision[];
  /** Pictures that an earlier run has read. */
  readonly finished: number;
  /** Whether a line at the end says what came of all also where nobody looks on. */
  readonly isSummed: boolean;
}

/**
 * Reads files and writes what came of each, in their order. On a terminal a bar shows how far it is, and a line at the end sums up.
 *
 * @returns how many could not be read
 */
export async function readPictures<Result>(
  files: readonly string[],
  { readFile, format, write, complain, toDecisions, finished, isSummed }: ReadPicturesOptions<Result>,
): Promise<number> {
  const isWatched = process.stderr.isTTY && files.length + finished > 1;
  const bar = createProgressBar(process.stderr);
  const startMs = performance.now();
  const counts: Record<Decision, number> = { accept: 0, review: 0, reject: 0 };
  let failures = 0;
  let done = 0;
  const draw = () => {
    const seconds = (performance.now() - startMs) / 1000;
    const left = (seconds / Math.max(done, 1)) * (files.length - done);
    const rate = `${(done / Math.max(seconds, 0.001)).toFixed(1)}/s`;
    const text = `${finished + done} of ${finished + files.length}${done > 0 ? `  ${rate}  ${toClock(left)} left` : ""}`;
    if (isWatched) bar.draw((finished + done) / (finished + files.length), text);
  };
  draw();
  for await (const { item: file, result, error } of mapInOrder(files, CONCURRENCY, readFile)) {
    done++;
    // Its line and ours may be on the same terminal.
    if (process.stdout.isTTY || result === undefined) bar.clear();
    if (result === undefined) {
      complain(`${file}: ${(error as Error).message}`);
      failures++;
    } else {
      write(format.format(file, result));
      for (const decision of toDecisions(result)) counts[decision]++;
    }
    draw();
  }
  bar.clear();
  if (isWatched || isSummed) {
    const time = toClock((performance.now() - startMs) / 1000);
    const parts = Object.entries(counts).map(([decision, count]) => `${count} ${decision}`);
    const before = finished > 0 ? `; ${finished} were read before` : "";
    const failed = failures > 0 ? `; ${failures} could not be read` : "";
    const pictures = `${done - failures} ${done - failures === 1 ? "picture" : "pictures"}`;
    console.error(`number-predictor: ${pictures} read in ${time}: ${parts.join(", ")}${before}${failed}.`);
  }
  return failures;
}
