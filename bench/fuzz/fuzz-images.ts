/**
 * Decodes damaged pictures, each made from the seed and its number, and checks that nothing worse than an error comes of them.
 *
 *     node bench/fuzz/fuzz-images.ts [--seconds 30] [--seed 1] [--only NUMBER] [--count N]
 *
 * Ends with status 1, and says which number did it, when a picture is answered wrongly, stops the process, holds up the event
 * loop or leaves memory behind. `--only` does that one again.
 */

import { fork } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PredictorError } from "../../src/errors.ts";
import { decode } from "../../src/reader/decode/decode.ts";
import { createRandom } from "../../src/training/random.ts";
import { mutate } from "../../test/helpers/mutate.ts";
import { createSampleFiles } from "../../test/helpers/sample-files.ts";

/** Most processor time that one picture may take on the thread of the event loop; collecting garbage counts, waiting for a core doesn't. */
const MAX_BLOCK_MS = 250;
/** Most that the process may grow after the first pictures: two of 25 megapixels at once, and what the allocator keeps. */
const MAX_GROWTH_MB = 1000;
/** Longest that one picture may take, mostly on another thread. */
const MAX_PICTURE_MS = 5000;
const WARM_UP = 300;
const EXPECTED = ["image_broken", "image_unsupported", "file_empty", "picture_too_large"];

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "1000000000" },
    only: { type: "string" },
    child: { type: "string" },
  },
});

if (values.child) await fuzz(values.child);
else supervise();

/** Runs the fuzzer in a process of its own, for a native decoder that fails takes its process along. */
function supervise(): void {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-pictures-"));
  const current = join(folder, "current");
  const child = fork(import.meta.filename, [...process.argv.slice(2), "--child", current]);
  child.on("exit", (status, signal) => {
    if (signal || (status !== 0 && status !== 1)) {
      console.error(`picture ${readFileSync(current, "utf8")} ended the process: ${signal ?? `status ${status}`}`);
    }
    rmSync(folder, { recursive: true });
    process.exitCode = status === 0 ? 0 : 1;
  });
}

async function fuzz(currentFile: string): Promise<void> {
  const seed = Number(values.seed);
  const first = Number(values.only ?? 0);
  const last = Math.min(first + (values.only ? 1 : Number(values.count)), Number.MAX_SAFE_INTEGER);
  const samples = await createSampleFiles();
  const outcomes = new Map<string, number>();
  const problems: string[] = [];
  const end = performance.now() + Number(values.seconds) * 1000;
  const current = openSync(currentFile, "w");
  let baselineMb = 0;
  let peakMb = 0;
  let blockMs = 0;
  let slowest = { number: 0, ms: 0 };
  let number = first;
  for (; number < last && performance.now() < end; number++) {
    writeSync(current, String(number).padEnd(12), 0);
    const random = createRandom(seed, number);
    const sample = random.pick(samples);
    const file = mutate(sample.bytes, random, random.pick(samples).bytes);
    const start = performance.now();
    const usedBefore = process.threadCpuUsage();
    const outcome = await judge(file);
    const used = process.threadCpuUsage(usedBefore);
    const ms = performance.now() - start;
    if (!EXPECTED.includes(outcome) && outcome !== "decoded")
      problems.push(`picture ${number} (${sample.name}): ${outcome}`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (ms > slowest.ms) slowest = { number, ms };
    const rssMb = process.memoryUsage.rss() / 1e6;
    if (number - first === WARM_UP) baselineMb = rssMb;
    if (number - first > WARM_UP) blockMs = Math.max(blockMs, (used.user + used.system) / 1000);
    peakMb = Math.max(peakMb, rssMb);
  }
  closeSync(current);
  const growthMb = baselineMb ? peakMb - baselineMb : 0;
  if (blockMs > MAX_BLOCK_MS) problems.push(`the event loop was held up for ${blockMs.toFixed(0)} ms`);
  if (growthMb > MAX_GROWTH_MB) problems.push(`memory grew by ${growthMb.toFixed(0)} MB`);
  if (slowest.ms > MAX_PICTURE_MS) problems.push(`picture ${slowest.number} took ${slowest.ms.toFixed(0)} ms`);
  console.log(
    `${number - first} pictures, seed ${seed}: ${[...outcomes].map(([what, n]) => `${what} ${n}`).join(", ")}`,
  );
  console.log(
    `memory at most ${peakMb.toFixed(0)} MB (${growthMb.toFixed(0)} MB above the start), event loop held up at most ` +
      `${blockMs.toFixed(0)} ms, slowest picture ${slowest.number} with ${slowest.ms.toFixed(0)} ms`,
  );
  for (const problem of problems.slice(0, 20)) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

/** What came of a file, in a word or, if it should not have come, in a sentence. */
async function judge(file: Uint8Array): Promise<string> {
  try {
    const { width, height, rgba, scale = 1 } = await decode(file);
    const consistent = width > 0 && height > 0 && rgba.length === width * height * 4 && scale >= 1;
    return consistent ? "decoded" : `inconsistent: ${width} × ${height}, ${rgba.length} bytes, scale ${scale}`;
  } catch (error) {
    return error instanceof PredictorError ? error.code : `unexpected error: ${error}`;
  }
}
