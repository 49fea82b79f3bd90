import { join } from "node:path";
import { PACKAGE_ROOT } from "../../package-root.ts";
import { createEngineRuntime, type Runtime } from "./create-engine-runtime.ts";

/**
 * Loads ONNX Runtime for this machine's processor. Where there is none, as on a platform that the package was not built on, the
 * engine of the page reads too: the same readings, three to five times slower. A warning of the process says so.
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
  return createEngineRuntime(join(PACKAGE_ROOT, "dist", "engine"));
}
