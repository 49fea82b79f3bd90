import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { train } from "../../src/cli/train.ts";
import { encodePng } from "../../src/reader/encode-png.ts";
import { loadModel } from "../../src/reader/load-model.ts";
import { openOnnxClassifier } from "../../src/reader/onnx/onnx-classifier.ts";
import { openReader } from "../../src/reader/open-reader.ts";
import { strokeDigits } from "../../src/training/data/sources/stroke-digits.ts";
import { loadCheckpoint } from "../../src/training/network/checkpoint.ts";
import { DEFAULT_CLASSIFIER } from "../../src/training/network/classifier-network.ts";
import { DEFAULT_FINDER } from "../../src/training/network/finder-network.ts";
import { DEFAULT_LINE } from "../../src/training/network/line-network.ts";
import { readLayers } from "../../src/training/network/read-layers.ts";
import { createRandom } from "../../src/training/random.ts";
import { loadRecipe } from "../../src/training/recipes/recipe.ts";

const data = mkdtempSync(join(tmpdir(), "mnist-"));
writeMnist(data);
after(() => rmSync(data, { recursive: true }));
/** Samples are made once for all tests but those of making them. */
const KEPT = ["--keep-samples", join(data, "samples")];

test("train reads idx files, and writes a model with a manifest that the service can open", async (t) => {
  const folder = await temporaryFolder(t);
  const printed: string[] = [];
  assert.equal(await train(["--data", data, "--out", folder, ...TINY, ...KEPT], (text) => printed.push(text)), 0);
  assert.match(printed.join("\n"), /digits\.onnx: \d+\.\d\d % on the validation samples/);
  const { manifest } = await loadModel(join(folder, "digits.onnx"));
  assert.equal(manifest.training.seed, 3);
  assert.ok(manifest.weights.alone > 0);
  const classifier = await openOnnxClassifier(await readFile(join(folder, "digits.onnx")));
  t.after(() => classifier.close());
  const logits = await classifier.classify(new Float32Array(2 * 784), 2);
  assert.equal(logits.length, 22);
  assert.ok(logits.every(Number.isFinite));
  for (const name of ["finder.onnx", "lines.onnx"]) {
    const packaged = await readFile(join(PACKAGED, name));
    assert.ok(packaged.equals(await readFile(join(folder, name))), name);
  }
  const { weights, line_weights } = JSON.parse(await readFile(join(PACKAGED, "digits.json"), "utf8"));
  assert.deepEqual(manifest.line_weights, line_weights);
  const { alone, alone_bias, ...others } = manifest.weights;
  assert.deepEqual({ ...weights, alone, alone_bias }, { ...others, alone, alone_bias });
});

test("another finder goes into the model unchanged where it is named", async (t) => {
  const folder = await temporaryFolder(t);
  const finder = join(folder, "other.onnx");
  await writeFile(finder, "a finder");
  const out = join(folder, "out");
  assert.equal(await train(["--data", data, "--out", out, ...TINY, ...KEPT, "--finder", finder], () => undefined), 0);
  assert.equal(await readFile(join(out, "finder.onnx"), "utf8"), "a finder");
  const { finder_sha256 } = JSON.parse(await readFile(join(out, "digits.json"), "utf8"));
  assert.equal(finder_sha256, createHash("sha256").update("a finder").digest("hex"));
});

test("train stopped by a signal leaves a checkpoint, and --resume comes to the file of an unbroken run", async (t) => {
  const folder = await temporaryFolder(t);
  const [unbroken, broken] = [join(folder, "whole"), join(folder, "broken")];
  const run = (out: string, ...more: string[]) =>
    train(["--data", data, "--out", out, ...TINY, ...KEPT, "--epochs", "30", ...more], () => undefined);
  assert.equal(await run(unbroken), 0);
  const stopping = run(broken);
  while (!existsSync(join(broken, "digits.checkpoint"))) await new Promise((resolve) => setTimeout(resolve, 5));
  process.emit("SIGINT");
  assert.equal(await stopping, 1);
  assert.equal(await run(broken, "--resume"), 0);
  assert.ok(!existsSync(join(broken, "digits.checkpoint")));
  const [a, b] = await Promise.all([unbroken, broken].map((out) => readFile(join(out, "digits.onnx"))));
  assert.ok(a.equals(b));
});

test("samples are kept where asked, and give the same model as those made anew", async (t) => {
  const folder = await temporaryFolder(t);
  const kept = join(folder, "samples");
  const run = async (out: string) => {
    await train(["--data", data, "--out", join(folder, out), ...TINY, "--keep-samples", kept], () => undefined);
    return await readFile(join(folder, out, "digits.onnx"));
  };
  const made = await run("made");
  assert.deepEqual((await readdir(kept)).sort(), [
    "mnist-train-44-1.bank",
    "pages-train-3-1.bank",
    "scenes-train-32-1.bank",
    "scenes-validation-24-2.bank",
  ]);
  assert.ok(made.equals(await run("found")));
});

test("another round starts from the weights of the one before or from the mean of several, and from no other network's", async (t) => {
  const folder = await temporaryFolder(t);
  const out = (name: string) => join(folder, name);
  const run = (name: string, ...more: string[]) =>
    train(["--data", data, "--out", out(name), ...TINY, ...KEPT, ...more], () => undefined);
  await run("first");
  const start = join(out("first"), "trained.checkpoint");
  await run("other", "--seed", "4");
  const other = join(out("other"), "trained.checkpoint");
  await run("second", "--start", `${start},${other}`, "--learning-rate", "0.0000001");
  const [one, two, three] = await Promise.all(
    ["first", "other", "second"].map((name) => loadCheckpoint(join(out(name), "trained.checkpoint"))),
  );
  const furthest = three.weights.reduce(
    (max, weight, i) => Math.max(max, Math.abs(weight - (one.best[i] + two.best[i]) / 2)),
    0,
  );
  assert.ok(furthest > 0 && furthest < 1e-4, `moved by ${furthest}`);
  const { manifest } = await loadModel(join(out("second"), "digits.onnx"));
  assert.deepEqual(
    (manifest.training.started_from as { seed: number }[]).map(({ seed }) => seed),
    [3, 4],
  );
  await assert.rejects(run("third", "--start", start, "--widths", "4,8,16"), /all of the same network/);
});

test("another round starts from a model that is served, and says so", async (t) => {
  const folder = await temporaryFolder(t);
  const out = (name: string) => join(folder, name);
  const run = (name: string, ...more: string[]) =>
    train(["--data", data, "--out", out(name), ...TINY, ...KEPT, ...more], () => undefined);
  await run("first");
  const start = join(out("first"), "digits.onnx");
  // With hardly any learning, runs of different seeds stay where they began.
  const slowly = ["--start", start, "--learning-rate", "0.0000001"];
  await run("second", ...slowly);
  await run("other", ...slowly, "--seed", "4");
  const [one, two] = await Promise.all(
    ["second", "other"].map((name) => loadCheckpoint(join(out(name), "trained.checkpoint"))),
  );
  const furthest = one.weights.reduce((max, weight, i) => Math.max(max, Math.abs(weight - two.weights[i])), 0);
  assert.ok(furthest > 0 && furthest < 1e-4, `${furthest} apart`);
  const [first, second] = await Promise.all(
    ["first", "second"].map(async (name) => JSON.parse(await readFile(join(out(name), "digits.json"), "utf8"))),
  );
  assert.deepEqual(second.training.started_from, [{ file: "digits.onnx", sha256: first.sha256 }]);
  await assert.rejects(run("third", "--start", start, "--widths", "4,8,16"), /all of the same network/);
  await assert.rejects(run("third", "--start", join(folder, "absent.onnx")), { code: "usage" });
});

test("train learns from pictures in folders by digit: says what it found, names the model, and writes one that the service opens", async (t) => {
  const folder = await temporaryFolder(t);
  const pictures = join(folder, "pictures");
  writePictures(pictures, 6);
  mkdirSync(join(pictures, "none"));
  writeFileSync(join(pictures, "none", "broken.png"), "no picture");
  await writeFile(join(pictures, "7", "again.png"), await readFile(join(pictures, "7", "0.png")));
  const out = join(folder, "out");
  const printed: string[] = [];
  const options = ["--data", pictures, "--out", out, ...QUICK, "--name", "ward-3", "--version", "1.2.0"];
  assert.equal(await train(options, (text) => printed.push(text)), 0);
  const text = printed.join("\n");
  assert.match(text, /61 pictures in .+ \(0: 6, 1: 6, .+, 7: 6, .+, none: 1\); 20 of them are held out/);
  assert.match(text, /none\/broken\.png was left out: /);
  assert.match(text, /^held out +20 /m);
  assert.match(text, /^made-up scenes +8 /m);
  assert.match(text, /predict --model .+digits\.onnx PICTURE\nServe it: number-predictor serve --model .+digits\.onnx/);
  const { manifest } = await loadModel(join(out, "digits.onnx"));
  assert.equal(`${manifest.name} ${manifest.version}`, "ward-3 1.2.0");
  const packaged = await loadModel(join(PACKAGED, "digits.onnx"));
  assert.equal(manifest.finder_sha256, packaged.manifest.finder_sha256);
  assert.equal(manifest.lines_sha256, packaged.manifest.lines_sha256);
  assert.deepEqual(manifest.line_weights, packaged.manifest.line_weights);
  assert.notEqual(manifest.sha256, packaged.manifest.sha256);
  // In 8-bit integers, too: floats take four times as much. Equal constants are stored once, which makes a few bytes.
  const [taught, shipped] = await Promise.all([out, PACKAGED].map((at) => readFile(join(at, "digits.onnx"))));
  assert.ok(Math.abs(taught.length / shipped.length - 1) < 0.001, `${taught.length} and ${shipped.length} bytes`);
  const { name, version, sha256 } = packaged.manifest;
  assert.deepEqual(manifest.training.base, { name, version, sha256 });
  // A few steps change little: the new model reads what the packaged one reads, about as surely.
  const service = await openReader({ model: join(out, "digits.onnx") });
  t.after(() => service.close());
  const { digit, confidence } = await service.readDigit(await readFile(join(PACKAGED, "../test_images/7.png")));
  assert.equal(digit, 7);
  assert.ok(confidence > 0.9, `${confidence}`);
});

test("train on pictures comes to the same model from the same seed, and from no other network's weights", async (t) => {
  const folder = await temporaryFolder(t);
  const pictures = join(folder, "pictures");
  writePictures(pictures, 4);
  const run = async (out: string, ...more: string[]) => {
    const quick = [...QUICK, "--keep-samples", join(folder, "samples")];
    assert.equal(await train(["--data", pictures, "--out", join(folder, out), ...quick, ...more], () => undefined), 0);
    return await readFile(join(folder, out, "digits.onnx"));
  };
  const one = await run("one");
  assert.ok(one.equals(await run("two")));
  assert.ok(!one.equals(await run("three", "--start", join(folder, "one", "digits.onnx"))));
  await assert.rejects(run("four", "--widths", "4,8,16"), /all of the same network/);
});

test("a recipe makes a whole model and stands in its manifest; what is lost of a run is made again, the same", async (t) => {
  const folder = await temporaryFolder(t);
  const recipe = join(folder, "tiny.json");
  await writeFile(recipe, JSON.stringify(TINY_RECIPE));
  const run = async (out: string) => {
    const printed: string[] = [];
    const args = ["--recipe", recipe, "--data", data, "--out", join(folder, out), "--threads", "1"];
    assert.equal(await train(args, (text) => printed.push(text)), 0);
    assert.match(printed.join("\n"), /digits\.onnx: tiny 3\.2\.1\.\nTry it: /);
    return await loadModel(join(folder, out, "digits.onnx"));
  };
  const { manifest, classifier } = await run("one");
  assert.equal(`${manifest.name} ${manifest.version}`, "tiny 3.2.1");
  assert.deepEqual(manifest.training.recipe, TINY_RECIPE);
  assert.equal(manifest.number_weights.beside_others, -0.5);
  assert.ok(Object.values(manifest.weights).every(Number.isFinite));
  // From what is left of a run, it comes to the same.
  await rm(join(folder, "one", "work", "classifier-2"), { recursive: true });
  const again = await run("one");
  assert.deepEqual(again.classifier, classifier);
  assert.deepEqual({ ...again.manifest, training: {} }, { ...manifest, training: {} });
});

test("a recipe may name a classifier to start from, MNIST more than once, pages of other kinds, and a finder written small", async (t) => {
  const folder = await temporaryFolder(t);
  const start = ["--data", data, "--out", join(folder, "start"), ...TINY, ...KEPT];
  assert.equal(await train(start, () => undefined), 0);
  const ownData = join(folder, "data");
  mkdirSync(ownData);
  writeMnist(ownData);
  await rename(join(folder, "start", "digits.onnx"), join(ownData, "before.onnx"));
  const finder = {
    network: { widths: [4, 8, 8, 8, 8], blocks: [0, 0, 0, 0], head: 8 },
    rounds: [
      {
        ...{ epochs: 1, steps_per_epoch: 2, batch_size: 2, learning_rate: 0.01, seed: 1 },
        ...{ chunks: 1, scenes_seed: 1 },
      },
    ],
    small_weights: true,
  };
  // Nothing is learned at this rate, so that what comes out tells what it started from.
  const still = { ...ROUND, learning_rate: 1e-9 };
  const more_pages = { pages: 3, pages_seed: 4, kinds: { single: 2, thin: 0.5 } };
  const rounds = [still, { ...still, mnist_times: 3, more_pages, dropout: 0.4 }];
  const classifier = { ...TINY_RECIPE.classifier, start: "before.onnx", rounds, rounded: false };
  const lines = {
    network: { widths: [4, 8, 8, 8, 8], blocks: [0, 0, 0] },
    rounds: [0.01, 1e-9].map((learning_rate) => ({
      ...{ epochs: 1, steps_per_epoch: 2, batch_size: 2, learning_rate, seed: 1, chunks: 1, scenes_seed: 1 },
    })),
  };
  const quick = {
    network: { widths: [4, 4, 4], blocks: [0, 0, 0] },
    ...{ validation_samples: TINY_RECIPE.classifier.validation_samples, rounds: [ROUND], sure: 0.75 },
  };
  const scenes = { ...TINY_RECIPE.scenes, validation_scenes: 5 };
  const recipe = { ...TINY_RECIPE, scenes, finder, classifier, quick, lines };
  await writeFile(join(folder, "recipe.json"), JSON.stringify(recipe));
  const [out, line] = [join(folder, "out"), ["--recipe", join(folder, "recipe.json"), "--data", ownData]];
  assert.equal(await train([...line, "--out", out, "--threads", "1"], () => undefined), 0);

  const made = await loadModel(join(out, "digits.onnx"));
  assert.deepEqual(made.manifest.training.recipe, recipe);
  const float = await readFile(join(out, "work", "finder-1", "finder.onnx"));
  assert.ok(made.finder.length < 0.8 * float.length, `${float.length} → ${made.finder.length} bytes`);
  const lineFloat = await readFile(join(out, "work", "lines-2", "lines.onnx"));
  assert.notDeepEqual(readLayers(made.lines!), readLayers(lineFloat), "rounded");
  assert.equal(readLayers(made.lines!).length, readLayers(lineFloat).length);
  assert.ok(made.manifest.line_weights && Number.isFinite(made.manifest.line_weights.line));
  assert.equal(made.manifest.quick_weights?.sure, 0.75);
  assert.ok(Number.isFinite(made.manifest.quick_weights?.alone));
  const quickFloat = await readFile(join(out, "work", "quick-classifier-1", "digits.onnx"));
  assert.ok(made.quick!.length < quickFloat.length, `${quickFloat.length} → ${made.quick!.length} bytes`);
  const trainingOf = async (round: number) =>
    JSON.parse(await readFile(join(out, "work", `classifier-${round}`, "digits.json"), "utf8")).training;
  const [first, second] = [await trainingOf(1), await trainingOf(2)];
  assert.match(first.started_from[0].file, /before\.onnx/);
  const samplesOf = async (prefix: string) => {
    const name = (await readdir(join(out, "work", "samples"))).find((file) => file.startsWith(prefix));
    const bytes = await readFile(join(out, "work", "samples", name!));
    return (bytes.length - bytes.indexOf("\n") - 1) / 785;
  };
  const [mnist, more] = [await samplesOf("mnist-train"), await samplesOf("pages-train-3-4")];
  assert.ok(more > 0);
  assert.equal(second.examples - first.examples, 2 * mnist + more);
});

test("a recipe that is none, or whose data are missing, is refused with the place in it", async (t) => {
  const folder = await temporaryFolder(t);
  const recipe = join(folder, "recipe.json");
  const refused = async (content: unknown, message: RegExp, ...more: string[]) => {
    await writeFile(recipe, typeof content === "string" ? content : JSON.stringify(content));
    await assert.rejects(train(["--recipe", recipe, "--data", data, "--out", folder, ...more]), {
      code: "usage",
      message,
    });
  };
  await refused("{", /recipe\.json can't be read: /);
  await refused({ ...TINY_RECIPE, name: undefined }, /is no recipe: .*name/);
  const reading = { ...TINY_RECIPE.reading, scenes: 0 };
  await refused({ ...TINY_RECIPE, reading }, /is no recipe: reading\.scenes must be >= 1/);
  const withRound = (round: object) => ({
    ...TINY_RECIPE,
    classifier: { ...TINY_RECIPE.classifier, rounds: [{ ...ROUND, ...round }] },
  });
  const morePages = { pages: 2, pages_seed: 1 };
  await refused(
    withRound({ more_pages: { ...morePages, kinds: { letter: 1 } } }),
    /rounds\.0\.more_pages\.kinds\.letter is no field of a recipe/,
  );
  await refused(withRound({ more_pages: { ...morePages, kinds: {} } }), /more_pages\.kinds must not have fewer than 1/);
  await refused(withRound({ more_pages: { ...morePages, kinds: { row: 0 } } }), /more_pages\.kinds\.row must be > 0/);
  await refused(withRound({ mnist_times: 0 }), /rounds\.0\.mnist_times must be >= 1/);
  await refused(withRound({ dropout: 1 }), /rounds\.0\.dropout must be < 1/);
  const started = { ...TINY_RECIPE.classifier, start: "before.onnx" };
  await refused({ ...TINY_RECIPE, classifier: started }, /are not all in .+: before\.onnx missing/);
  await refused({ ...TINY_RECIPE, data: ["mnist", "marsian"] }, /are not all in .+: mnist, marsian missing/);
  await refused(TINY_RECIPE, /No --epochs goes with --recipe/, "--epochs", "3");
  await assert.rejects(train(["--recipe", recipe]), { code: "usage", message: /Say where the recipe's data are/ });
});

test("the recipe of the packaged model is one", async () => {
  const { name, version, classifier, finder, lines } = await loadRecipe(join(PACKAGED, "../recipes/digits.json"));
  const { manifest } = await loadModel(join(PACKAGED, "digits.onnx"));
  assert.equal(`${name} ${version}`, `${manifest.name} ${manifest.version}`);
  assert.deepEqual(classifier.network, DEFAULT_CLASSIFIER);
  assert.deepEqual(finder?.network, DEFAULT_FINDER);
  assert.deepEqual(lines?.network, DEFAULT_LINE);
});

test("train says what is wrong with its line", async (t) => {
  const empty = await mkdtemp(join(tmpdir(), "train-"));
  t.after(() => rm(empty, { recursive: true }));
  const refused = (args: string[], message: RegExp) => assert.rejects(train(args), { code: "usage", message });
  await refused(["--data", empty], /There is no train-images-idx3-ubyte/);
  await refused(["--epochs", "none"], /--epochs can't be none/);
  await refused(["--widths", "8,16"], /--widths takes three whole numbers/);
  await refused(["--data", empty, "--out", empty, "--resume"], /There is no run to go on with/);
  await refused(["picture.png"], /"picture\.png" is no option/);
  await refused(["--name", "my model"], /--name can't be "my model": it takes letters, digits/);
  await refused(["--version", "one"], /--version can't be "one": it takes the form 1\.0\.0/);
  const few = await temporaryFolder(t);
  writePictures(few, 1);
  await refused(["--data", few, "--out", empty], /10 pictures are too few/);
  await refused(["--data", few, "--resume"], /No --resume goes with pictures of your own/);
  const folder = await temporaryFolder(t);
  const finder = join(folder, "absent.onnx");
  await refused(["--data", data, "--out", empty, "--finder", finder], /absent\.onnx can't be read \(ENOENT\)/);
});

const PACKAGED = join(import.meta.dirname, "../../models");

const TINY = [
  "--samples",
  "32",
  "--pages",
  "3",
  "--validation-samples",
  "24",
  "--epochs",
  "1",
  "--batch-size",
  "16",
  "--seed",
  "3",
];
TINY.push("--widths", "4,8,8", "--blocks", "0,0,0");

const ROUND = { epochs: 1, batch_size: 16, learning_rate: 0.01, seed: 1, samples: 16, pages: 2, samples_seed: 1 };
const TINY_RECIPE = {
  name: "tiny",
  version: "3.2.1",
  data: ["train-images-idx3-ubyte"],
  scenes: { scenes_per_chunk: 4, validation_scenes: 6, validation_seed: 2 },
  finder: null,
  classifier: {
    network: { widths: [4, 8, 8], blocks: [0, 0, 0] },
    validation_samples: 8,
    rounds: [ROUND, { ...ROUND, seed: 2 }],
    rounded: true,
  },
  reading: { scenes: 8, numbers: 2, beside_others: -0.5, seed: 7 },
};

/** Little made up, and few steps, with the packaged network. */
const QUICK = ["--samples", "24", "--pages", "2", "--epochs", "1", "--batch-size", "16", "--threads", "1"];

/** Draws digits by rule into folders by digit. */
function writePictures(folder: string, perDigit: number): void {
  for (let label = 0; label < 10; label++) {
    mkdirSync(join(folder, String(label)), { recursive: true });
    for (let made = 0, stream = 0; made < perDigit; stream++) {
      const glyph = strokeDigits.draw(createRandom(label + 1, stream));
      if (glyph.label !== label) continue;
      const { coverage, width, height } = glyph;
      writeFileSync(join(folder, String(label), `${made++}.png`), encodePng(coverage, width, height));
    }
  }
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "train-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Writes a set in MNIST's form: 48 pictures of one thick stroke each. */
function writeMnist(folder: string): void {
  const random = createRandom(1);
  const n = 48;
  const pixels = new Uint8Array(n * 784);
  const labels = Uint8Array.from({ length: n }, (_, i) => i % 10);
  for (let i = 0; i < n; i++) {
    const left = 11 + random.below(4);
    for (let y = 4; y < 24; y++) pixels.fill(255, i * 784 + y * 28 + left, i * 784 + y * 28 + left + 3);
  }
  const images = Buffer.concat([Buffer.of(0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 28, 0, 0, 0, 28), pixels]);
  writeFileSync(join(folder, "train-images-idx3-ubyte"), images);
  writeFileSync(join(folder, "train-labels-idx1-ubyte"), Buffer.from([0, 0, 8, 1, 0, 0, 0, n, ...labels]));
}
