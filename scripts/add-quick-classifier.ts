// Gives a model a quick classifier: fits on held-out scenes what it says, and writes it with weights in 16 bits. The model's other
// networks and weights stay as they are.
//
//     node scripts/add-quick-classifier.ts FILE --data FOLDER [--model models] [--sure 0.998] [--scenes 15000] [--version 2.5.0]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Manifest } from "../src/core/manifest.ts";
import { openQuickClassifier } from "../src/core/quick-classifier.ts";
import { loadModel } from "../src/reader/load-model.ts";
import { loadSources } from "../src/training/data/sources/load-sources.ts";
import { classifierNetwork, DEFAULT_QUICK } from "../src/training/network/classifier-network.ts";
import { exportNetwork } from "../src/training/network/export-network.ts";
import { readLayers } from "../src/training/network/read-layers.ts";
import { writeModelFiles } from "../src/training/network/write-model-files.ts";
import { smallWeights } from "../src/training/quantize/small-weights.ts";
import { fitQuick } from "../src/training/recipes/fit-quick.ts";
import { createMixture } from "../src/training/scenes/mixture.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string", default: "data" },
    model: { type: "string", default: "models" },
    scenes: { type: "string", default: "15000" },
    seed: { type: "string", default: "7" },
    sure: { type: "string", default: "0.998" },
    version: { type: "string" },
    training: { type: "string", default: "{}" },
  },
});
const [file] = positionals;
if (file === undefined) throw new Error("Name the quick classifier's .onnx file, as training writes it.");
const quick = exportNetwork(classifierNetwork(DEFAULT_QUICK), readLayers(readFileSync(file)), smallWeights);
const quick_weights = await fitQuick({
  quickClassifier: await openQuickClassifier(quick),
  drawScene: createMixture(loadSources(values.data, "validation")),
  ...{ sceneCount: Number(values.scenes), seed: Number(values.seed), sure: Number(values.sure) },
});
const { classifier, finder, lines } = await loadModel(join(values.model, "digits.onnx"));
const manifest = JSON.parse(readFileSync(join(values.model, "digits.json"), "utf8")) as Manifest;
const { version, training, ...parts } = manifest;
await writeModelFiles(
  values.model,
  { classifier, finder, lines, quick },
  {
    ...{ ...parts, quick_weights, version: values.version ?? version },
    training: { ...training, quick_classifier: JSON.parse(values.training) },
  },
);
console.log(`quick.onnx: ${quick.length} bytes, ${JSON.stringify(quick_weights)}`);
