/**
 * Decodes damaged pictures as the service does, each made from the seed and its number, and checks that nothing worse than an error
 * comes of them, and what each of them takes.
 *
 *     node bench/fuzz/fuzz-images.ts [--seconds 30] [--count N] [--seed 1] [--only NUMBER]
 *     node bench/fuzz/fuzz-images.ts --hostile
 *
 * A million pictures: `node bench/fuzz/fuzz-images.ts --count 1000000 --seconds 1000000`. Half of them are damaged by their format's parts
 * (chunks, segments, blocks, tags, boxes, frames), half anywhere. `--hostile` takes the files of `test/helpers/hostile-files.ts`, and
 * prints a line for each.
 *
 * Ends with status 1, and says which number did it, when a picture is answered wrongly, stops the process, takes more than 2 s of
 * processor time or 600 MB, or holds up the event loop. `--only` does that one again.
 */

import { fork } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findCandidates } from "../../src/core/find-candidates.ts";
import { flatten } from "../../src/core/image/flatten.ts";
import type { Picture } from "../../src/core/picture.ts";
import { PredictorError } from "../../src/errors.ts";
import { checkFile, DEFAULT_LIMITS } from "../../src/reader/decode/check-file.ts";
import { laneOf } from "../../src/reader/decode/lane.ts";
import { type Decoder, openDecoder, type Use } from "../../src/reader/decode/open-decoder.ts";
import { openOnnxFinder } from "../../src/reader/onnx/onnx-finder.ts";
import { createRandom, type Random } from "../../src/training/random.ts";
import { HOSTILE_FILES } from "../../test/helpers/hostile-files.ts";
import { mutate } from "../../test/helpers/mutate.ts";
import { mutateStructure } from "../../test/helpers/mutate-structure.ts";
import { createSampleFiles, type SampleFile } from "../../test/helpers/sample-files.ts";

/** Processor time of all processes that one picture may take, and memory of all together. */
const MAX_PROCESSOR_MS = 2000;
/** Of that, what the finder takes whatever the picture: ONNX Runtime, the network and its largest tensors. */
const FINDER_MB = 60;
const MAX_MEMORY_MB = 600 + FINDER_MB;
/** Most processor time that one picture may take on the thread of the event loop; collecting garbage counts, waiting for a core doesn't. */
const MAX_BLOCK_MS = 250;
/** Far longer than any picture takes on a busy machine: one without an answer by then never gets one. */
const MAX_WALL_MS = 120_000;
const HUNG = `no answer in ${MAX_WALL_MS / 1000} s`;
/** The first pictures load the decoders. */
const WARM_UP = 300;
const EXPECTED = [
  "decoded",
  "image_broken",
  "image_unsupported",
  "file_empty",
  "file_too_large",
  "picture_too_large",
  "no_ink",
];
const TICK_MS = 10;
const MAX_PROBLEMS = 20;

const finder = await openOnnxFinder(readFileSync(join(import.meta.dirname, "../../models/finder.onnx")));
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "1000000000" },
    only: { type: "string" },
    hostile: { type: "boolean", default: false },
    child: { type: "string" },
  },
});

if (!values.child) supervise();
else if (values.hostile) await runHostile();
else await fuzz(values.child);

/** Runs the fuzzer in a process of its own, because a native decoder that crashes ends its process. */
function supervise(): void {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-pictures-"));
  const current = join(folder, "current");
  // as the container does
  const env = { ...process.env, MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "262144" };
  const execArgv = ["--max-semi-space-size=16"];
  const child = fork(import.meta.filename, [...process.argv.slice(2), "--child", current], { env, execArgv });
  child.on("exit", (status, signal) => {
    if (signal || (status !== 0 && status !== 1)) {
      console.error(`picture ${readFileSync(current, "utf8")} ended the process: ${signal ?? `status ${status}`}`);
    }
    rmSync(folder, { recursive: true });
    process.exitCode = status === 0 ? 0 : 1;
  });
}

/** What one file took. */
interface Taken {
  readonly outcome: string;
  readonly processorMs: number;
  /** On the event loop's thread. */
  readonly blockMs: number;
  /** The most that all processes had meanwhile, what they share counted once. */
  readonly peakMb: number;
}

type Judgement = Pick<Taken, "outcome" | "blockMs">;

async function fuzz(currentFile: string): Promise<void> {
  const seed = Number(values.seed);
  const first = Number(values.only ?? 0);
  const last = values.only ? first + 1 : first + Number(values.count);
  const samples = await createSampleFiles();
  const decoder = openDecoder();
  const outcomes = new Map<string, number>();
  const problems: string[] = [];
  const end = performance.now() + Number(values.seconds) * 1000;
  const current = openSync(currentFile, "w");
  const worst = { processorMs: 0, slowest: 0, blockMs: 0, blocking: 0, peakMb: 0, largest: 0 };
  let number = first;
  for (; number < last && performance.now() < end && problems.length < MAX_PROBLEMS; number++) {
    writeSync(current, String(number).padEnd(12), 0);
    const { name, file } = damage(samples, createRandom(seed, number));
    const { outcome, processorMs, blockMs, peakMb } = await take(decoder, file);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const complain = (what: string) => problems.push(`picture ${number} (${name}): ${what}`);
    if (!EXPECTED.includes(outcome)) complain(outcome);
    if (outcome === HUNG) break; // what comes after it would wait, too
    if (number - first < WARM_UP && !values.only) continue;
    if (processorMs > MAX_PROCESSOR_MS) complain(`took ${processorMs.toFixed(0)} ms of processor time`);
    if (blockMs > MAX_BLOCK_MS) complain(`held up the event loop for ${blockMs.toFixed(0)} ms`);
    if (peakMb > MAX_MEMORY_MB) complain(`memory rose to ${peakMb.toFixed(0)} MB`);
    if (processorMs > worst.processorMs) [worst.processorMs, worst.slowest] = [processorMs, number];
    if (blockMs > worst.blockMs) [worst.blockMs, worst.blocking] = [blockMs, number];
    if (peakMb > worst.peakMb) [worst.peakMb, worst.largest] = [peakMb, number];
  }
  closeSync(current);
  decoder.close();
  console.log(
    `${number - first} pictures, seed ${seed}: ${[...outcomes].map(([what, n]) => `${what} ${n}`).join(", ")}`,
  );
  console.log(
    `most processor time ${worst.processorMs.toFixed(0)} ms (picture ${worst.slowest}), event loop held up ` +
      `${worst.blockMs.toFixed(0)} ms (${worst.blocking}), memory of all processes ${worst.peakMb.toFixed(0)} MB (${worst.largest})`,
  );
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

function damage(samples: readonly SampleFile[], random: Random): { name: string; file: Uint8Array } {
  const { name, format, bytes } = random.pick(samples);
  if (random.chance(0.5)) {
    const { bytes: other } = random.pick(samples.filter((sample) => sample.format === format));
    const file = mutateStructure(format, bytes, random, other);
    if (file !== null) return { name: `${name}, by its parts`, file };
  }
  return { name, file: mutate(bytes, random, random.pick(samples).bytes) };
}

async function runHostile(): Promise<void> {
  for (const { name, make } of HOSTILE_FILES) {
    const bytes = await make();
    const decoder = openDecoder();
    const { outcome, processorMs, blockMs, peakMb } = await take(decoder, bytes);
    decoder.close();
    const figures = [processorMs, blockMs, peakMb].map((figure) => figure.toFixed(0).padStart(6));
    console.log(`${figures[0]} ms ${figures[1]} ms held up ${figures[2]} MB  ${name}: ${outcome}`);
    if (processorMs > MAX_PROCESSOR_MS || blockMs > MAX_BLOCK_MS || !EXPECTED.includes(outcome)) process.exitCode = 1;
  }
}

async function take(decoder: Decoder, file: Uint8Array): Promise<Taken> {
  for (const pid of [process.pid, ...children()]) forgetPeak(pid);
  const [usedBefore, childrenBefore] = [process.cpuUsage(), childTicks()];
  // A decoder that is killed takes its figures along; so they are looked at meanwhile.
  let ticks = childrenBefore;
  const watch = setInterval(() => {
    ticks = Math.max(ticks, childTicks());
  }, TICK_MS);
  const late = Promise.withResolvers<Judgement>();
  const timer = setTimeout(() => late.resolve({ outcome: HUNG, blockMs: 0 }), MAX_WALL_MS);
  const { outcome, blockMs } = await Promise.race([judge(decoder, file), late.promise]);
  clearTimeout(timer);
  clearInterval(watch);
  ticks = Math.max(ticks, childTicks());
  const used = process.cpuUsage(usedBefore);
  return {
    outcome,
    processorMs: (used.user + used.system) / 1000 + (ticks - childrenBefore) * TICK_MS,
    blockMs,
    peakMb: children().reduce((sum, pid) => sum + peakOf(pid) - sharedOf(pid), peakOf(process.pid)),
  };
}

/**
 * What came of a file, in a word or, if it should not have come, in a sentence; and how long its decoding held up this thread. Finding
 * comes after: the thread that reads does that, one look after the other.
 */
async function judge(decoder: Decoder, file: Uint8Array): Promise<Judgement> {
  const used = Promise.withResolvers<Use>(); // the memory of file and picture is freed then, as the reading thread does
  const before = process.threadCpuUsage();
  const decoded = await decodeChecked(decoder, Uint8Array.from(file), used.promise);
  const block = process.threadCpuUsage(before);
  const blockMs = (block.user + block.system) / 1000;
  const outcome = typeof decoded === "string" ? decoded : await findSoundly(decoded);
  used.resolve("done");
  return { outcome, blockMs };
}

async function decodeChecked(decoder: Decoder, file: Uint8Array, used: Promise<Use>): Promise<Picture | string> {
  let lane = "none";
  try {
    const header = checkFile(file, DEFAULT_LIMITS);
    lane = laneOf(header);
    const glanced = Promise.withResolvers<Use>();
    await decoder.glance(header, undefined, glanced.promise).finally(() => glanced.resolve("again"));
    const picture = await decoder.decode(header, undefined, used);
    const { width, height, rgba, original } = picture;
    if (!(width > 0 && height > 0 && rgba.length === width * height * 4))
      return `${width} × ${height}, ${rgba.length} bytes`;
    const whole = original ?? picture;
    return whole.width >= width && whole.height >= height ? picture : "larger than its original";
  } catch (error) {
    return error instanceof PredictorError ? error.code : `unexpected error in lane ${lane}: ${(error as Error).stack}`;
  }
}

async function findSoundly(picture: Picture): Promise<string> {
  const { width, height } = picture;
  const candidates = await findCandidates(flatten(picture), finder);
  const sound = candidates.every(({ box, input }) => {
    const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    return inside && input.every(Number.isFinite);
  });
  return sound ? "decoded" : "a candidate is not sound";
}

function children(): number[] {
  return read(`/proc/${process.pid}/task/${process.pid}/children`).split(" ").filter(Boolean).map(Number);
}

/** Processor time of the decoders, in hundredths of a second, by /proc; those that have ended included. */
function childTicks(): number {
  const fields = (pid: number) => {
    const stat = read(`/proc/${pid}/stat`);
    return stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
  };
  const running = children().reduce((sum, pid) => sum + (fields(pid)[11] || 0) + (fields(pid)[12] || 0), 0);
  const own = fields(process.pid);
  return running + (own[13] || 0) + (own[14] || 0);
}

/** From now on the kernel counts the most memory of the process anew: "clear_refs" in proc_pid_clear_refs(5). */
function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // it has just ended
  }
}

/** The most memory that a process had since `forgetPeak`, in MB. */
function peakOf(pid: number): number {
  return readMb(pid, "VmHWM");
}

/** What a decoder has of files, in MB: Node itself and libraries, which this process has as well. It counts once. */
function sharedOf(pid: number): number {
  return readMb(pid, "RssFile");
}

function readMb(pid: number, field: string): number {
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1000;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
