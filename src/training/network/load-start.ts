import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { PredictorError } from "../../errors.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { fitsNetwork, importWeights } from "./import-weights.ts";
import type { Network } from "./layers.ts";
import { planNetwork } from "./plan-network.ts";
import { readLayers } from "./read-layers.ts";

/** Trained weights that another run may start from. */
export interface Start {
  /** Where they are from, for the manifest. */
  readonly from: Readonly<Record<string, unknown>>;
  /**
   * Weights and batch statistics, `[weightCount + 2 channelCount]`.
   *
   * @param inputs some of the network's inputs, `[n, …]`: a served network's normalizations are measured on them
   */
  toAverage(inputs: Float32Array): Promise<Float32Array>;
}

/**
 * Reads the best weights of a run that ended (`.checkpoint`), or those of a network as it is served (`.onnx`, in float32 or rounded to 8 bits).
 *
 * @throws PredictorError `usage` where the file can't be read or is of another network
 */
export async function loadStart(file: string, network: Network): Promise<Start> {
  try {
    return await (file.endsWith(".onnx") ? fromServed(file, network) : fromCheckpoint(file, network));
  } catch (cause) {
    throw new PredictorError(
      "usage",
      `--start can't take ${file}. It needs the trained.checkpoint of another run, a .onnx file that train wrote, or several, all of the same network.`,
      { cause },
    );
  }
}

/**
 * The mean of several: of runs that had the same start, it is better than each of them (Gupta et al. 2020,
 * https://arxiv.org/abs/2001.02312).
 *
 * @param starts at least one
 */
export function meanOf(starts: readonly Start[]): Start {
  return {
    from: starts.length === 1 ? starts[0].from : { mean_of: starts.map(({ from }) => from) },
    async toAverage(inputs) {
      const [first, ...others] = await Promise.all(starts.map((start) => start.toAverage(inputs)));
      return first.map((value, i) => others.reduce((sum, other) => sum + other[i], value) / starts.length);
    },
  };
}

/** The same, of none undefined. */
export async function meanStart(
  starts: readonly Start[],
  inputs: () => Float32Array,
): Promise<Float32Array | undefined> {
  return starts.length === 0 ? undefined : await meanOf(starts).toAverage(inputs());
}

async function fromCheckpoint(file: string, network: Network): Promise<Start> {
  const { weightCount, channelCount } = planNetwork(network);
  const { best, settings } = await loadCheckpoint(file);
  if (best.length !== weightCount + 2 * channelCount) throw new Error("The checkpoint is of another network.");
  const { samples, epochs, seed, learningRate } = JSON.parse(settings);
  return { from: { samples, epochs, seed, learning_rate: learningRate }, toAverage: async () => best };
}

async function fromServed(file: string, network: Network): Promise<Start> {
  const bytes = await readFile(file);
  const folded = readLayers(bytes);
  if (!fitsNetwork(network, folded)) throw new Error("The file holds another network.");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    from: { file: basename(file), sha256 },
    toAverage: (inputs) => importWeights(network, folded, inputs),
  };
}
