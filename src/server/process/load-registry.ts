import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { PredictorError } from "../../errors.ts";
import { loadModel } from "../../reader/load-model.ts";
import { shorten } from "../fastapi/shorten.ts";
import type { Settings } from "../settings.ts";
import { createModelRegistry, type ModelRegistry } from "./model-registry.ts";

/**
 * Loads the model of the settings and keeps it. Each change is told on standard error.
 *
 * @param count called after each change, with whether it succeeded
 * @throws PredictorError `model_unusable`
 */
export async function loadModelRegistry(
  settings: Pick<Settings, "model" | "modelFolder">,
  count: (succeeded: boolean) => void,
): Promise<ModelRegistry> {
  const first = await loadModel(settings.model);
  const load = (name: string | undefined) => loadModel(name === undefined ? settings.model : locate(settings, name));
  const registry = createModelRegistry(first, load, (result) => {
    count(!(result instanceof Error));
    const { name, version } = registry.model.manifest;
    const news = result instanceof Error ? `stays, the change failed: ${result.message}` : "is served from now on";
    console.error(`number-predictor: model ${name} ${version} ${news.replace(/\s*\n\s*/g, " ")}`);
  });
  return registry;
}

/** Reads the model's files again at SIGHUP; where that says that the terminal is gone, the service ends, as programs do. */
export function reloadOnSignal(registry: ModelRegistry): void {
  const hadTerminal = hasTerminal();
  process.on("SIGHUP", () => {
    if (hadTerminal && !hasTerminal()) process.kill(process.pid, "SIGTERM");
    else registry.change({ action: "reload" }).catch(() => undefined); // it has been told
  });
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}

/** A plain name in the folder. It may be a link, since the folder is the operator's own. */
function locate({ modelFolder }: Pick<Settings, "modelFolder">, name: string): string {
  if (modelFolder === "") {
    throw new PredictorError(
      "not_found",
      "Only the model of the settings can be read again; --model-folder allows others.",
    );
  }
  if (!/^\w[\w.-]*\.onnx$/.test(name)) {
    throw new PredictorError(
      "not_found",
      `"${shorten(name)}" is no name of a model: a file .onnx in the folder of --model-folder.`,
    );
  }
  return join(modelFolder, name);
}
