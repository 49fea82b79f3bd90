import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileKernels } from "../../../scripts/compile-kernels.ts";
import { hasRelaxedSimd } from "../../../src/core/engine/has-relaxed-simd.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "dist", "engine");

/** Each of the engine's modules that this Node can run. */
export async function compileKernelModules(): Promise<ReadonlyMap<string, WebAssembly.Module>> {
  await compileKernels();
  const files = ["kernels.wasm", ...(hasRelaxedSimd() ? ["kernels-relaxed.wasm"] : [])];
  return new Map(files.map((file) => [file, new WebAssembly.Module(readFileSync(join(FOLDER, file)))]));
}
