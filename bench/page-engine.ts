/**
 * The page's engine against ONNX Runtime's WebAssembly, both on one thread in Node's V8: processor time of a look of the finder and of
 * the classifier, by turns, as ratios; and how far their numbers are apart.
 *
 *     npm i --no-save onnxruntime-web@1.30.0
 *     npx node bench/page-engine.ts [--rounds 7] [--model FOLDER]
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type * as onnxRuntime from "onnxruntime-node";
import { compileKernels } from "../scripts/compile-kernels.ts";
import { openNetwork } from "../src/core/engine/open-network.ts";

const ROOT = join(import.meta.dirname, "..");
const CASES = [
  { file: "finder.onnx", input: "picture", output: "cells", dims: [1, 3, 192, 192], times: 6 },
  { file: "finder.onnx", input: "picture", output: "cells", dims: [1, 3, 384, 384], times: 2 },
  { file: "lines.onnx", input: "strip", output: "columns", dims: [1, 3, 32, 192], times: 12 },
  { file: "digits.onnx", input: "image", output: "logits", dims: [1, 1, 28, 28], times: 60 },
  { file: "digits.onnx", input: "image", output: "logits", dims: [32, 1, 28, 28], times: 3 },
] as const;
const WARM_UP = 3;

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, model: { type: "string", default: join(ROOT, "models") } },
});
await compileKernels();
const { InferenceSession, Tensor } = await loadOnnxRuntimeWeb();
console.log(`load of this machine: ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`);
for (const { file, input, output, dims, times } of CASES) {
  const model = readFileSync(join(values.model, file));
  const session = await InferenceSession.create(model, { executionProviders: ["wasm"] });
  const data = Float32Array.from({ length: dims.reduce<number>((a, b) => a * b, 1) }, (_, i) => Math.abs(Math.sin(i)));
  const run = async () =>
    (await session.run({ [input]: new Tensor("float32", data, dims) }))[output].data as Float32Array;
  const contenders: Record<string, () => Promise<Float32Array>> = { "onnxruntime-web": run };
  for (const name of ["kernels", "kernels-relaxed"]) {
    const module = new WebAssembly.Module(readFileSync(join(ROOT, "dist", "engine", `${name}.wasm`)));
    const network = await openNetwork(model, module);
    contenders[name] = async () => network.run({ dims, data }).data;
  }
  const reference = await run();
  const spent = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [name, contend] of Object.entries(contenders)) {
      for (let i = 0; round === 0 && i < WARM_UP; i++) await contend();
      const before = process.cpuUsage();
      for (let i = 0; i < times; i++) await contend();
      const { user, system } = process.cpuUsage(before);
      spent.get(name)!.push((user + system) / 1000 / times);
    }
  for (const [name, all] of spent) {
    const ratios = all.map((ms, round) => ms / spent.get("onnxruntime-web")![round]);
    const numbers = await contenders[name]();
    const gap = numbers.reduce((largest, value, i) => Math.max(largest, Math.abs(value - reference[i])), 0);
    console.log(
      `${file} ${dims.join("×")} ${name.padEnd(16)} ${median(all).toFixed(2)} ms, ${median(ratios).toFixed(2)} of onnxruntime-web ` +
        `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), numbers differ by at most ${gap.toExponential(1)}`,
    );
  }
  await session.release();
}
process.exit(0); // ONNX Runtime's keeps Node running

async function loadOnnxRuntimeWeb(): Promise<typeof onnxRuntime> {
  const name: string = "onnxruntime-web/wasm"; // no dependency: only this comparison has it
  const runtime = await import(name).catch((cause) => {
    throw new Error("First install what to compare with: npm i --no-save onnxruntime-web@1.30.0", { cause });
  });
  const wasm = createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");
  runtime.env.wasm.wasmBinary = readFileSync(wasm);
  runtime.env.wasm.numThreads = 1;
  return runtime;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
