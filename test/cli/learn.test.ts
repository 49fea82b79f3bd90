import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { adoptModel } from "../../src/cli/adopt-model.ts";
import { learn } from "../../src/cli/learn.ts";
import { renderStrokes } from "../../src/core/image/render-strokes.ts";
import { encodePng } from "../../src/reader/encode-png.ts";
import { loadModel } from "../../src/reader/load-model.ts";
import { openReader } from "../../src/reader/open-reader.ts";
import { openReadingStore } from "../../src/server/store/open-reading-store.ts";
import { createId } from "../../src/server/store/reading-id.ts";
import { createRandom } from "../../src/training/random.ts";
import { createStoredReading } from "../helpers/create-stored-reading.ts";
import { startServer } from "../helpers/start-server.ts";
import { writeTinyModel } from "../helpers/write-tiny-model.ts";

const folder = mkdtempSync(join(tmpdir(), "learn-"));
after(() => rmSync(folder, { recursive: true }));
const QUICK = ["--samples", "40", "--pages", "2", "--batch-size", "64", "--keep-samples", join(folder, "samples")];

/** One writer's mark for a digit that no one else writes so: a triangle with a bar across. */
function drawMark(seed: number): Uint8Array {
  const random = createRandom(seed);
  const at = (x: number, y: number) => ({ x: x + 1.5 * random.normal(), y: y + 1.5 * random.normal() });
  const top = at(24, 8);
  const strokes = [
    [at(9, 40), top, at(39, 40)],
    [at(6, 28), at(42, 24)],
  ];
  return encodePng(renderStrokes(strokes, 3.4, { width: 48, height: 48 }), 48, 48);
}

async function keepReviewed(file: string, count: number, toText: (at: number) => string): Promise<void> {
  const store = await openReadingStore({ readings: file, keepPictures: "store" });
  for (let at = 0; at < count; at++) {
    const picture = { id: createId(), mediaType: "image/png", bytes: drawMark(at) };
    const reading = createStoredReading({
      kind: "digit",
      text: null,
      readText: null,
      decision: "reject",
      pictureId: picture.id,
    });
    assert.ok(await store.add({ readings: [{ ...reading, digits: [], name: `mark-${at}.png` }], pictures: [picture] }));
    await store.review(reading.id, { text: toText(at), by: "eve" });
  }
  await store.close();
}

test("learn writes a model that reads what was corrected, and says by what figures it was taken; a server adopts it at once", async (t) => {
  const readings = join(folder, "marks.db");
  await keepReviewed(readings, 60, () => "8");
  const out = join(folder, "models");
  const printed: string[] = [];
  const args = ["--readings", readings, "--out", out, ...QUICK, "--epochs", "6", "--learning-rate", "0.003"];
  assert.equal(await learn(args, (text) => printed.push(text)), 0, printed.join("\n"));
  const text = printed.join("\n");
  assert.match(text, /^60 corrected and 0 confirmed readings to learn from\./);
  assert.match(text, /^corrected, held out +15 .+better \(p (= 0\.0\d+|< 0\.0001)\)$/m);
  assert.match(text, /own\.onnx: own 1\.0\.0\.\nServe it: number-predictor serve --model .+own\.onnx/);
  const { manifest } = await loadModel(join(out, "own.onnx"));
  const { corrected, base } = manifest.training as { corrected: number; base: { name: string } };
  assert.deepEqual([manifest.name, manifest.version, corrected, base.name], ["own", "1.0.0", 60, "digits"]);
  const reader = await openReader({ model: join(out, "own.onnx") });
  const readMark = async (seed: number) => (await reader.readDigit(drawMark(seed))).digit;
  const digits = await Promise.all([1001, 1002, 1003, 1004, 1005].map(readMark));
  await reader.close();
  assert.ok(digits.filter((digit) => digit === 8).length >= 4, digits.join());
  const server = await startServer(t, ["--model-folder", out, "--admin-key", "key-of-admin"]);
  assert.match(
    await adoptModel(server.url, "key-of-admin", "own.onnx"),
    /serves own 1\.0\.0 from now on; before, digits \d/,
  );
  const served = (await (await fetch(`${server.url}/v1/model`)).json()) as { name: string };
  assert.equal(served.name, "own");
});

test("no model is written where what was held out isn't read better", async () => {
  const readings = join(folder, "nonsense.db");
  await keepReviewed(readings, 40, (at) => String(at % 10));
  const out = join(folder, "none");
  const printed: string[] = [];
  const args = ["--readings", readings, "--out", out, ...QUICK, "--epochs", "1"];
  assert.equal(await learn(args, (text) => printed.push(text)), 1);
  assert.match(
    printed.join("\n"),
    /No model was written: it does not read "corrected, held out" better by more than chance\./,
  );
  assert.ok(!existsSync(join(out, "own.onnx")));
});

test("where a server refuses to adopt a model, it is said why, and it serves on", async (t) => {
  const models = mkdtempSync(join(tmpdir(), "models-"));
  t.after(() => rmSync(models, { recursive: true }));
  writeTinyModel(models, 7, { name: "own", version: "1.0.0" });
  const server = await startServer(t, ["--model-folder", models, "--admin-key", "key-of-admin"]);
  const served = async () => (await (await fetch(`${server.url}/v1/model`)).json()) as { name: string };
  await assert.rejects(
    adoptModel(server.url, "another key", "digits.onnx"),
    /did not adopt digits\.onnx: An admin key/,
  );
  await assert.rejects(
    adoptModel(server.url, "key-of-admin", "absent.onnx"),
    /did not adopt absent\.onnx: .+can't be read/,
  );
  assert.equal((await served()).name, "digits");
  await assert.rejects(adoptModel("http://127.0.0.1:9", "key", "own.onnx"), /could not be asked to adopt own\.onnx/);
});

test("learn says what is wrong with its line, and with too little to learn from", async () => {
  const refused = (args: string[], message: RegExp) =>
    assert.rejects(
      learn(args, () => undefined),
      { code: "usage", message },
    );
  await refused([], /Say where the readings are/);
  const few = join(folder, "few.db");
  await keepReviewed(few, 3, () => "8");
  await refused(["--readings", few], /3 corrected readings are too few/);
  await refused(["--readings", few, "--adopt", "here"], /--adopt can't be here/);
  await refused(["--readings", few, "--adopt", "http://here"], /--adopt needs the server's --admin-key/);
  await refused(["--readings", few, "--name", "../own"], /--name can't be/);
});
