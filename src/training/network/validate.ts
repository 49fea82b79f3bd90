import { CLASS_COUNT } from "../../core/manifest.ts";
import { INPUT_PIXELS } from "../../core/picture.ts";
import { InferenceSession, Tensor } from "../../reader/onnx/onnx-runtime.ts";
import type { SampleBank } from "../data/sample-bank.ts";

const BATCH = 500;

/** Share of right readings of an exported network, 0 … 1. */
export async function validationAccuracy(model: Uint8Array, bank: SampleBank): Promise<number> {
  const logits = await classifyBank(model, bank);
  const isRight = (label: number, sample: number) => {
    const row = logits.subarray(sample * CLASS_COUNT, (sample + 1) * CLASS_COUNT);
    return row.indexOf(Math.max(...row)) === label;
  };
  return bank.labels.filter(isRight).length / bank.labels.length;
}

/** @returns logits `[n, 11]` */
export async function classifyBank(model: Uint8Array, bank: SampleBank): Promise<Float32Array> {
  const session = await InferenceSession.create(model);
  const n = bank.labels.length;
  const logits = new Float32Array(n * CLASS_COUNT);
  for (let start = 0; start < n; start += BATCH) {
    const end = Math.min(start + BATCH, n);
    const image = Float32Array.from(
      bank.inputs.subarray(start * INPUT_PIXELS, end * INPUT_PIXELS),
      (value) => value / 255,
    );
    const out = await session.run({ image: new Tensor("float32", image, [end - start, 1, 28, 28]) });
    logits.set(out.logits.data as Float32Array, start * CLASS_COUNT);
  }
  await session.release();
  return logits;
}
