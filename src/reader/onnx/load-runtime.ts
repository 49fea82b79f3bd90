import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../package-root.ts";

type Runtime = Pick<typeof import("onnxruntime-node"), "InferenceSession" | "Tensor">;

/**
 * Loads ONNX Runtime for this machine's processor. Where there is none, as on a platform that the package was not built on, the
 * WebAssembly build of the page reads too: the same readings, two to eight times slower. A warning of the process says so.
 */
export async function loadRuntime(): Promise<Runtime> {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    const machine = `${process.platform}, ${process.arch}`;
    process.emitWarning(
      `ONNX Runtime has no native files for this machine (${machine}): reading is several times slower. "npm pack" in the sources, on such a machine, makes a package that has them.`,
      { code: "NUMBER_PREDICTOR_WASM", detail: String(cause) },
    );
  }
  const runtime = await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmBinary = readFileSync(findWasm());
  runtime.env.wasm.numThreads = 1;
  return runtime as unknown as Runtime;
}

/** The page's copy in the package; in a checkout it comes from node_modules. */
function findWasm(): string {
  const [packaged] = globSync("dist/web/assets/ort-wasm-simd-threaded-*.wasm", { cwd: PACKAGE_ROOT });
  if (packaged !== undefined) return join(PACKAGE_ROOT, packaged);
  return createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");
}
