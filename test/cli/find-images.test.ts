import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findImages } from "../../src/cli/find-images.ts";

const folder = mkdtempSync(join(tmpdir(), "find-pictures-"));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "inner"));
mkdirSync(join(folder, "none"));
for (const name of ["10.png", "9.JPG", "notes.txt", "inner/1.webp"]) writeFileSync(join(folder, name), "");
const at = (name: string) => join(folder, name);

test("of a folder only pictures are taken, with those of the folders in it, in the order of their numbers", async () => {
  assert.deepEqual(await findImages([folder]), {
    files: [at("9.JPG"), at("10.png"), at("inner/1.webp")],
    problems: [],
  });
});

test("a file that is named is taken, whatever its name", async () => {
  assert.deepEqual(await findImages([at("notes.txt"), "-"]), { files: [at("notes.txt"), "-"], problems: [] });
});

test("what does not exist and a folder without pictures are problems, and the others stand", async () => {
  assert.deepEqual(await findImages([at("gone.png"), at("10.png"), at("none")]), {
    files: [at("10.png")],
    problems: [
      `${at("gone.png")}: There is no such file or folder.`,
      `${at("none")}: There is no picture in this folder.`,
    ],
  });
});
