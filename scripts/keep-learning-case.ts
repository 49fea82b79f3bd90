// The case of docs/learning.md: one style of writing, a 1 with a flag and a foot, as UCI optdigits has it. Reads half ones and half other
// digits with the packaged model and keeps them in two stores, as a service and its reviewers would: 200 that are reviewed, to learn from,
// and the rest, which come later and are reviewed too, to measure by.
//
//     node scripts/keep-learning-case.ts --data FOLDER --out FOLDER
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PACKAGED_MODEL } from "../src/package-root.ts";
import { createReader } from "../src/reader/create-reader.ts";
import { loadModel } from "../src/reader/load-model.ts";
import { openOnnxClassifier } from "../src/reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../src/reader/onnx/onnx-finder.ts";
import { openReadingStore } from "../src/server/store/open-reading-store.ts";
import { toDigitReadings } from "../src/server/to-post.ts";
import { findSets } from "../src/training/evaluate/find-sets.ts";
import type { LabelledImage } from "../src/training/evaluate/image-set.ts";
import { createRandom } from "../src/training/random.ts";

const REVIEWED = 200;
const { values } = parseArgs({
  options: { data: { type: "string", default: "data" }, out: { type: "string", default: "case" } },
});
mkdirSync(values.out, { recursive: true });
const [set] = await findSets(values.data, ["optdigits"]);
const all: LabelledImage[] = [];
for await (const image of set.images()) all.push(image);
const ones = all.filter(({ label }) => label === 1);
const others = shuffled(all.filter(({ label }) => label !== 1)).slice(0, ones.length);
const written = shuffled([...ones, ...others]);

const { classifier: network, finder: finderNetwork, manifest } = await loadModel(PACKAGED_MODEL);
const [classifier, finder] = await Promise.all([openOnnxClassifier(network), openOnnxFinder(finderNetwork)]);
const reader = createReader({ classifier, finder, manifest });
await keep("reviewed.db", written.slice(0, REVIEWED));
await keep("later.db", written.slice(REVIEWED));
await Promise.all([classifier.close(), finder.close()]);

async function keep(file: string, pictures: readonly LabelledImage[]): Promise<void> {
  const readings = join(values.out, file);
  rmSync(readings, { force: true });
  const store = await openReadingStore({ readings, keepPictures: "store" });
  let wrong = 0;
  for (const { bytes, name, label } of pictures) {
    const read = await reader.readDigit(bytes);
    const context = {
      owner: "case",
      maxError: 0.01,
      constraints: {},
      model: manifest,
      batch: null,
      keepsPictures: true,
      audit: 0,
    };
    const { readings: kept, picture } = toDigitReadings(read, bytes, name, context);
    await store.add({ readings: kept, pictures: picture ? [picture] : [] });
    await store.review(kept[0].id, { text: String(label), by: "reviewer" });
    if (read.digit !== label) wrong++;
  }
  await store.close();
  console.log(`${readings}: ${pictures.length} readings, ${wrong} wrong`);
}

function shuffled<T>(items: readonly T[]): T[] {
  const order = Uint32Array.from(items.keys());
  createRandom(7).shuffle(order);
  return Array.from(order, (at) => items[at]);
}
