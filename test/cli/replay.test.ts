import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { replay } from "../../src/cli/replay.ts";
import { encodePng } from "../../src/reader/encode-png.ts";
import { openReadingStore } from "../../src/server/store/open-reading-store.ts";
import { drawNumbers } from "../helpers/draw-numbers.ts";
import { encodePicture } from "../helpers/encode-picture.ts";
import { startServer } from "../helpers/start-server.ts";
import { writeTinyModel } from "../helpers/write-tiny-model.ts";

const ROOT = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "replay-"));
after(() => rmSync(folder, { recursive: true }));
const readings = join(folder, "readings.db");

/** Ten digits, two numbers of one picture, and a picture without one, as a real server with the packaged model reads and keeps them. */
before(keepReadings, { timeout: 240_000 });

async function keepReadings(): Promise<void> {
  const ends: (() => unknown)[] = [];
  const server = await startServer({ after: (end) => void ends.push(end as () => unknown) }, ["--readings", readings]);
  try {
    await postAll(server.url);
  } finally {
    for (const end of ends) await end();
  }
}

async function postAll(url: string): Promise<void> {
  const post = async (kind: string, files: readonly Uint8Array[]) => {
    const form = new FormData();
    form.set("kind", kind);
    for (const [i, bytes] of files.entries())
      form.append("image", new Blob([bytes as Uint8Array<ArrayBuffer>]), `${kind}-${i}.png`);
    const response = await fetch(`${url}/v1/readings`, { method: "POST", body: form });
    assert.equal(response.status, 201, await response.text());
  };
  const images = join(ROOT, "test_images");
  const names = readdirSync(images)
    .filter((name) => /^\d\.png$/.test(name))
    .sort();
  await post(
    "digit",
    names.map((name) => readFileSync(join(images, name))),
  );
  const sheet = drawNumbers({ width: 420, height: 160 }, [
    { text: "142", x: 30, y: 40, tall: 50 },
    { text: "87", x: 300, y: 45, tall: 50 },
  ]);
  await post("number", [await encodePicture(sheet.picture, "PNG"), encodePng(new Float32Array(40 * 40), 40, 40)]);
}

async function run(...args: string[]) {
  const printed: string[] = [];
  const status = await replay(["--readings", readings, ...args], (text) => printed.push(text));
  return { status, lines: printed.join("\n").split("\n") };
}

test("the model that read them reads all pictures the same, bit for bit", async () => {
  const { status, lines } = await run();
  assert.equal(status, 0);
  assert.deepEqual(lines.slice(1), [
    "  13 the same, bit for bit",
    "  0 the same text and decision, with another confidence or place",
    "  0 the same text, with another decision",
    "  0 another text",
  ]);
  assert.match(lines[0], /^13 readings read again with digits \d/);
});

test("of another model it says what it reads otherwise, and how many of the reviewed ones it reads right; the store stays as it is", async () => {
  const store = await openReadingStore({ readings, keepPictures: "store" });
  const { items } = await store.list({ kind: "digit" }, 100);
  const seven = items.find(({ name }) => name === "digit-7.png")!;
  const three = items.find(({ name }) => name === "digit-3.png")!;
  await store.review(three.id, { text: "7", by: "eve" });
  await store.review(seven.id, { text: "7", by: "eve" });
  const model = writeTinyModel(folder, 7);
  const { status, lines } = await run("--model", model);
  assert.equal(status, 0);
  assert.ok(
    lines.some((line) => /^digit-3\.png {2}3 \w+ → 7 accept {2}\(7 by a person\)$/.test(line)),
    lines.join("\n"),
  );
  assert.ok(!lines.some((line) => line.startsWith("digit-7.png")));
  assert.ok(
    lines.some((line) => /^reviewed +2 +50\.00 % +100\.00 % +1 +0 +no clear difference$/.test(line)),
    lines.join("\n"),
  );
  const again = await store.find(three.id);
  assert.deepEqual([again?.text, again?.readText, again?.status], ["7", "3", "corrected"]);
  await store.close();
  const json = await run("--model", model, "--json", "--status", "corrected");
  const [one, summary] = json.lines.map((line) => JSON.parse(line));
  assert.deepEqual([one.before.text, one.now.text, one.reviewed, one.difference], ["3", "7", "7", "text"]);
  assert.deepEqual([summary.readings, summary.text, summary.reviewed.gained], [1, 1, 1]);
});

test("replay says what is wrong with its line", async () => {
  const refused = (args: string[], message: RegExp) => assert.rejects(replay(args), { code: "usage", message });
  await refused([], /Say where the readings are/);
  await refused(["--readings", readings, "--status", "odd"], /--status can't be odd: it takes one of accepted/);
  await refused(["--readings", readings, "--limit", "0"], /--limit can't be 0/);
  await refused(["--readings", readings, "one.png"], /"one\.png" is no option/);
});
