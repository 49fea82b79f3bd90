// Writes the weights of a model's finder in 16-bit integers: half of its bytes, which every visitor of the page loads. Server and
// page read with the same file, so they still agree; what rounding does to accuracy is for `number-predictor evaluate` to say.
//
//     node scripts/shrink-finder.ts models
import { join } from "node:path";
import { loadModel } from "../src/reader/load-model.ts";
import { exportNetwork } from "../src/training/network/export-network.ts";
import { DEFAULT_FINDER, finderNetwork } from "../src/training/network/finder-network.ts";
import { readLayers } from "../src/training/network/read-layers.ts";
import { writeModelFiles } from "../src/training/network/write-model-files.ts";
import { smallWeights } from "../src/training/quantize/small-weights.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder with digits.json, digits.onnx and finder.onnx.");
const { classifier, finder, lines, quick, manifest } = await loadModel(join(folder, "digits.onnx"));
const small = exportNetwork(finderNetwork(DEFAULT_FINDER), readLayers(finder), smallWeights);
await writeModelFiles(folder, { classifier, finder: small, lines, quick }, manifest);
console.log(`finder.onnx: ${finder.length} → ${small.length} bytes`);
