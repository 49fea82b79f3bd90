import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync, inflateSync } from "node:zlib";
import { findSets } from "../../../src/training/evaluate/find-sets.ts";
import type { ImageSet, LabelledImage } from "../../../src/training/evaluate/image-set.ts";

/** A folder with these files, gone after the test. */
async function folderWith(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "find-sets-"));
  t.after(() => rm(dir, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), content);
  }
  return dir;
}

async function readAll(set: ImageSet): Promise<LabelledImage[]> {
  const pictures: LabelledImage[] = [];
  for await (const picture of set.images()) pictures.push(picture);
  return pictures;
}

function idx(dims: readonly number[], data: readonly number[]): Buffer {
  const head = Buffer.alloc(4 + 4 * dims.length);
  head.writeUInt32BE(0x0800 + dims.length);
  dims.forEach((dim, i) => {
    head.writeUInt32BE(dim, 4 + 4 * i);
  });
  return Buffer.concat([head, Buffer.from(data)]);
}

/** Rows of a grey PNG that was written without filters. */
function pngRows(bytes: Uint8Array): number[][] {
  const file = Buffer.from(bytes);
  const width = file.readUInt32BE(16);
  const at = file.indexOf("IDAT");
  const rows = inflateSync(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)));
  return Array.from({ length: file.readUInt32BE(20) }, (_, y) => [
    ...rows.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)),
  ]);
}

const TEN_FOLDERS = Object.fromEntries(Array.from({ length: 10 }, (_, d) => [`${d}/picture.png`, `digit ${d}`]));

test("a folder with a folder for each digit is a set, its pictures named by their digit", async (t) => {
  const dir = await folderWith(t, { ...TEN_FOLDERS, "3/another.JPG": "b", "3/notes.txt": "no", "none/cat.webp": "c" });
  const [set] = await findSets(dir);
  const pictures = await readAll(set);
  assert.equal(pictures.length, 12);
  assert.deepEqual(
    pictures.filter((picture) => picture.label === 3).map((picture) => picture.name),
    ["3/another.JPG", "3/picture.png"],
  );
  assert.equal(Buffer.from(pictures[9].bytes).toString(), "digit 8");
  assert.deepEqual(pictures.at(-1), { name: "none/cat.webp", bytes: Buffer.from("c"), label: null });
});

for (const [kind, pack] of [
  ["plain", (bytes: Buffer) => bytes],
  ["gzipped", (bytes: Buffer) => gzipSync(bytes)],
] as const) {
  test(`${kind} idx files give each picture as a PNG, pixel for pixel`, async (t) => {
    const ending = kind === "gzipped" ? ".gz" : "";
    const dir = await folderWith(t, {
      [`t10k-images-idx3-ubyte${ending}`]: pack(idx([2, 2, 3], [0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255])),
      [`t10k-labels-idx1-ubyte${ending}`]: pack(idx([2], [4, 9])),
    });
    const pictures = await readAll((await findSets(dir))[0]);
    assert.deepEqual(
      pictures.map((picture) => picture.label),
      [4, 9],
    );
    assert.deepEqual(pngRows(pictures[1].bytes), [
      [250, 251, 252],
      [253, 254, 255],
    ]);
  });
}

test("training pictures of an idx set are only measured if asked for", async (t) => {
  const images = idx([1, 1, 1], [7]);
  const labels = idx([1], [7]);
  const dir = await folderWith(t, {
    "mnist/t10k-images.idx3-ubyte": images,
    "mnist/t10k-labels.idx1-ubyte": labels,
    "mnist/train-images-idx3-ubyte": images,
    "mnist/train-labels-idx1-ubyte": labels,
  });
  assert.deepEqual(
    (await findSets(dir)).map((set) => set.name),
    ["mnist"],
  );
  assert.deepEqual(
    (await findSets(dir, ["mnist-train"])).map((set) => set.name),
    ["mnist-train"],
  );
});

test("idx files that don't belong together are refused", async (t) => {
  const dir = await folderWith(t, {
    "t10k-images-idx3-ubyte": idx([2, 1, 1], [1, 2]),
    "t10k-labels-idx1-ubyte": idx([1], [1]),
  });
  await assert.rejects(readAll((await findSets(dir))[0]), { code: "usage", message: /2 pictures.*1 labels/ });
});

test("an idx file that is cut off is refused", async (t) => {
  const dir = await folderWith(t, {
    "t10k-images-idx3-ubyte": idx([2, 1, 1], [1]),
    "t10k-labels-idx1-ubyte": idx([2], [1, 2]),
  });
  await assert.rejects(readAll((await findSets(dir))[0]), { code: "usage", message: /not whole/ });
});

test("bitmaps as text become pictures with white ink on black", async (t) => {
  const row = `${"1".repeat(31)}0`;
  const text = ["a header", "", ...Array(32).fill(row), " 6", ...Array(32).fill("0".repeat(32)), " 1", ""].join("\n");
  const dir = await folderWith(t, { "optdigits/optdigits-orig.tra.gz": gzipSync(text) });
  const pictures = await readAll((await findSets(dir))[0]);
  assert.deepEqual(
    pictures.map((picture) => picture.label),
    [6, 1],
  );
  assert.deepEqual(pngRows(pictures[0].bytes)[31], [...Array(31).fill(255), 0]);
});

test("letters that look like digits are left out of what is no digit, and so is the slash", async (t) => {
  const dir = await folderWith(t, {
    "characters/lower/a/1.png": "a",
    "characters/lower/l/1.png": "l",
    "characters/upper/S/1.png": "S",
    "symbols/LICENSE": "text",
    "symbols/division_slash/1.png": "/",
    "symbols/plus/1.png": "+",
  });
  const pictures = (await Promise.all((await findSets(dir)).map(readAll))).flat();
  assert.deepEqual(
    pictures.map(({ name, label }) => [name, label]),
    [
      ["lower/a/1.png", null],
      ["plus/1.png", null],
    ],
  );
});

test("of sets that also train, only the part that was held out is measured, unless the rest is asked for", async (t) => {
  const dir = await folderWith(t, {
    "characters/digits/7/7-044.png": "trained",
    "characters/digits/7/7-046.png": "held out",
    "glyphs/a/1.png": "held out",
    "glyphs/b/1.png": "trained",
  });
  const namesOf = async (sets: Promise<ImageSet[]>) =>
    (await Promise.all((await sets).map(readAll))).flat().map((picture) => picture.name);
  assert.deepEqual(await namesOf(findSets(dir)), ["digits/7/7-046.png", "a/1.png"]);
  assert.deepEqual(await namesOf(findSets(dir, ["characters-rest", "glyphs-rest"])), ["digits/7/7-044.png", "b/1.png"]);
});

test("a folder without sets, and a name that no set has, are said so", async (t) => {
  const empty = await folderWith(t, {});
  await assert.rejects(findSets(empty), { code: "usage" });
  await assert.rejects(findSets(join(empty, "absent")), { code: "usage" });
  const digits = await folderWith(t, Object.fromEntries(Object.entries(TEN_FOLDERS).map(([k, v]) => [`mine/${k}`, v])));
  await assert.rejects(findSets(digits, ["yours"]), { code: "usage", message: /no set yours .* only mine/ });
});
