import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { train } from "../../src/cli/train.ts";
import { loadModel } from "../../src/reader/load-model.ts";
import { openOnnxClassifier } from "../../src/reader/onnx/onnx-classifier.ts";
import { loadCheckpoint } from "../../src/training/network/checkpoint.ts";
import { createRandom } from "../../src/training/random.ts";

test("train reads idx files, and writes a model with a manifest that the service can open", async (t) => {
  const folder = await writeMnist(t);
  const printed: string[] = [];
  assert.equal(await train(["--data", folder, "--out", folder, ...TINY], (text) => printed.push(text)), 0);
  assert.match(printed.join("\n"), /digits\.onnx: \d+\.\d\d % on the validation samples/);
  const { weights, manifest } = await loadModel(join(folder, "digits.onnx"));
  assert.equal(manifest.training.seed, 3);
  assert.ok(manifest.temperature > 0);
  const classifier = await openOnnxClassifier(weights);
  t.after(() => classifier.close());
  const logits = await classifier.classify(new Float32Array(2 * 784), 2);
  assert.equal(logits.length, 22);
  assert.ok(logits.every(Number.isFinite));
});

test("train stopped by a signal leaves a checkpoint, and --resume comes to the file of an unbroken run", async (t) => {
  const folder = await writeMnist(t);
  const [unbroken, broken] = [join(folder, "whole"), join(folder, "broken")];
  const run = (out: string, ...more: string[]) =>
    train(["--data", folder, "--out", out, ...TINY, "--epochs", "30", ...more], () => undefined);
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
  const folder = await writeMnist(t);
  const kept = join(folder, "samples");
  const run = async (out: string) => {
    await train(["--data", folder, "--out", join(folder, out), ...TINY, "--keep-samples", kept], () => undefined);
    return await readFile(join(folder, out, "digits.onnx"));
  };
  const made = await run("made");
  assert.deepEqual((await readdir(kept)).sort(), ["train-96-1.bank", "validation-40-2.bank"]);
  assert.ok(made.equals(await run("found")));
});

test("another round starts from the weights of the one before or from the mean of several, and from no other network's", async (t) => {
  const folder = await writeMnist(t);
  const out = (name: string) => join(folder, name);
  const run = (name: string, ...more: string[]) =>
    train(["--data", folder, "--out", out(name), ...TINY, ...more], () => undefined);
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

test("train says what is wrong with its line", async (t) => {
  const empty = await mkdtemp(join(tmpdir(), "train-"));
  t.after(() => rm(empty, { recursive: true }));
  const refused = (args: string[], message: RegExp) => assert.rejects(train(args), { code: "usage", message });
  await refused(["--data", empty], /There is no train-images-idx3-ubyte/);
  await refused(["--epochs", "none"], /--epochs can't be none/);
  await refused(["--widths", "8,16"], /--widths takes three whole numbers/);
  await refused(["--data", empty, "--out", empty, "--resume"], /There is no run to go on with/);
  await refused(["picture.png"], /"picture\.png" is no option/);
});

const TINY = ["--samples", "96", "--validation-samples", "40", "--epochs", "1", "--batch-size", "16", "--seed", "3"];
TINY.push("--widths", "4,8,8", "--blocks", "0,0,0");

/** A set in MNIST's form: 48 pictures of one thick stroke each. */
async function writeMnist(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "train-"));
  t.after(() => rm(folder, { recursive: true }));
  const random = createRandom(1);
  const n = 48;
  const pixels = new Uint8Array(n * 784);
  const labels = Uint8Array.from({ length: n }, (_, i) => i % 10);
  for (let i = 0; i < n; i++) {
    const left = 11 + random.below(4);
    for (let y = 4; y < 24; y++) pixels.fill(255, i * 784 + y * 28 + left, i * 784 + y * 28 + left + 3);
  }
  await writeFile(join(folder, "train-images-idx3-ubyte"), [
    Buffer.of(0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 28, 0, 0, 0, 28),
    pixels,
  ]);
  await writeFile(join(folder, "train-labels-idx1-ubyte"), Buffer.from([0, 0, 8, 1, 0, 0, 0, n, ...labels]));
  return folder;
}
