// Puts trained networks together to a model: fits on held-out pictures how they are combined and when a reading is accepted, and
// writes models/digits.onnx, models/finder.onnx, models/lines.onnx and models/digits.json.
//
//     node scripts/fit-reading.ts --finder FILE --classifier FILE --lines FILE --data FOLDER --pages FILE --version 2.0.0 [--digits MANIFEST]
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Manifest } from "../src/core/manifest.ts";
import { openOnnxClassifier } from "../src/reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../src/reader/onnx/onnx-finder.ts";
import { openOnnxLineReader } from "../src/reader/onnx/onnx-line-reader.ts";
import { openCalibration } from "../src/training/calibrate/open-calibration.ts";
import { writeModelFiles } from "../src/training/network/write-model-files.ts";
import { fitNumberReading } from "../src/training/recipes/fit-number-reading.ts";
import { fitReading, THRESHOLD_NON_DIGIT_SHARE } from "../src/training/recipes/fit-reading.ts";

const { values } = parseArgs({
  options: {
    finder: { type: "string", default: "models/finder.onnx" },
    classifier: { type: "string", default: "models/digits.onnx" },
    lines: { type: "string", default: "models/lines.onnx" },
    data: { type: "string", default: "data" },
    pages: { type: "string", default: "validation.bin" },
    numbers: { type: "string", default: "600" },
    scenes: { type: "string", default: "6000" },
    "beside-others": { type: "string", default: "-1" },
    seed: { type: "string", default: "7" },
    /** A manifest of the same finder and classifier: what it says of digits stays, and only numbers are fitted. */
    digits: { type: "string" },
    name: { type: "string", default: "digits" },
    version: { type: "string", default: "2.0.0" },
    training: { type: "string", default: "{}" },
    out: { type: "string", default: "models" },
  },
});
const files = {
  classifier: readFileSync(values.classifier),
  finder: readFileSync(values.finder),
  lines: readFileSync(values.lines),
};
const [classifier, finder, lineReader] = await Promise.all([
  openOnnxClassifier(files.classifier),
  openOnnxFinder(files.finder),
  openOnnxLineReader(files.lines),
]);
const options = {
  ...{ classifier, finder, lineReader, seed: Number(values.seed), sceneCount: Number(values.scenes) },
  ...openCalibration(values.data, values.pages, Number(values.seed)),
  numbersCount: Number(values.numbers),
  besideOthers: Number(values["beside-others"]),
  onProgress: (done: string) => console.error(done),
};
const fitted = values.digits === undefined ? await fitReading(options) : await fitNumbersTo(values.digits);
await writeModelFiles(values.out, files, {
  ...fitted,
  ...{ name: values.name, version: values.version },
  scores: {},
  training: {
    ...JSON.parse(values.training),
    none_share: THRESHOLD_NON_DIGIT_SHARE,
    date: new Date().toISOString().slice(0, 10),
  },
});
await Promise.all([classifier.close(), finder.close(), lineReader.close()]);

async function fitNumbersTo(file: string) {
  const { weights, thresholds, sha256, finder_sha256 } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  if (sha256Of(files.classifier) !== sha256 || sha256Of(files.finder) !== finder_sha256)
    throw new Error(`${file} is of another finder or classifier.`);
  return { weights, thresholds, ...(await fitNumberReading(options, weights)) };
}
