import { InferenceSession, type Tensor } from "../../reader/onnx/onnx-runtime.ts";
import type { ActivationRange } from "./quantized-layers.ts";

/** Share of the values at either end that may lie beyond the range. */
const TAIL = 1e-5;
const BINS = 4096;

/**
 * Runs a network over samples and notes between which values each of its outputs lies, all but the rarest.
 *
 * @param model whose outputs are the tensors to be measured
 * @param batches each a full set of the network's inputs
 */
export async function measureRanges(
  model: Uint8Array,
  batches: readonly Readonly<Record<string, Tensor>>[],
): Promise<Map<string, ActivationRange>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const extremes = new Map<string, { min: number; max: number; n: number }>();
  const visit = async (see: (name: string, values: Float32Array) => void) => {
    for (const feeds of batches) {
      const out = await session.run(feeds);
      for (const [name, tensor] of Object.entries(out)) see(name, tensor.data as Float32Array);
    }
  };
  await visit((name, values) => {
    const known = extremes.get(name) ?? { min: 0, max: 0, n: 0 };
    for (const value of values) {
      if (value < known.min) known.min = value;
      if (value > known.max) known.max = value;
    }
    known.n += values.length;
    extremes.set(name, known);
  });
  const histograms = new Map<string, Float64Array>();
  await visit((name, values) => {
    const { min, max } = extremes.get(name)!;
    const bins = histograms.get(name) ?? new Float64Array(BINS);
    const scale = (BINS - 1) / Math.max(1e-9, max - min);
    for (const value of values) bins[Math.floor((value - min) * scale)]++;
    histograms.set(name, bins);
  });
  await session.release();
  return new Map(
    [...extremes].map(([name, { min, max, n }]) => {
      const bins = histograms.get(name)!;
      const step = Math.max(1e-9, max - min) / (BINS - 1);
      const allowed = TAIL * n;
      let [low, high] = [0, BINS - 1];
      for (let sum = bins[low]; sum <= allowed && low < high; sum += bins[++low]);
      for (let sum = bins[high]; sum <= allowed && high > low; sum += bins[--high]);
      return [name, { min: min + low * step, max: min + (high + 1) * step }];
    }),
  );
}
