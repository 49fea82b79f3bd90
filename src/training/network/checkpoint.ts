import { readFile, rename, writeFile } from "node:fs/promises";

export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  /** Of the averaged weights on held-out data, higher is better. */
  readonly score: number;
  readonly best: boolean;
}

/** All that a run needs to go on as if it had never stopped; every random choice follows from the seed and the step. */
export interface TrainingState {
  /** What the run was started with; a checkpoint of another run is refused. */
  readonly settings: string;
  /** Number of the next step, counted from the start of the first epoch. */
  readonly step: number;
  /** Sum of the losses of this epoch's steps so far. */
  readonly lossSum: number;
  readonly history: readonly EpochReport[];
  /** `[weightCount]` */
  readonly weights: Float32Array;
  /** `[2, weightCount]`: moving averages of the gradient and of its square */
  readonly moments: Float32Array;
  /** `[weightCount + 2 channelCount]` */
  readonly average: Float32Array;
  /** The best average so far, as `average`; empty before the first epoch ends. */
  readonly best: Float32Array;
}

const VECTORS = ["weights", "moments", "average", "best"] as const;

/** Writes the whole file beside the old one and then takes its place, so that there is always a whole one. */
export async function saveCheckpoint(file: string, state: TrainingState): Promise<void> {
  const { settings, step, lossSum, history } = state;
  const lengths = VECTORS.map((name) => state[name].length);
  const header = Buffer.from(`${JSON.stringify({ settings, step, lossSum, history, lengths })}\n`);
  const vectors = VECTORS.map((name) => Buffer.from(Float32Array.from(state[name]).buffer));
  await writeFile(`${file}.new`, Buffer.concat([header, ...vectors]));
  await rename(`${file}.new`, file);
}

/** @throws Error if the file is missing or no checkpoint */
export async function loadCheckpoint(file: string): Promise<TrainingState> {
  const bytes = await readFile(file);
  const end = bytes.indexOf("\n");
  const { lengths, ...rest } = JSON.parse(bytes.toString("utf8", 0, end));
  let at = end + 1;
  const vectors = VECTORS.map((name, i) => {
    const part = bytes.subarray(at, at + 4 * lengths[i]);
    at += part.length;
    return [name, new Float32Array(Uint8Array.from(part).buffer)];
  });
  if (at !== bytes.length) throw new Error(`${file} is not a whole checkpoint.`);
  return { ...rest, ...Object.fromEntries(vectors) };
}
