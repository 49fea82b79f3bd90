import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findImages } from "../../src/cli/find-images.ts";

const folder = mkdtempSync(join(tmpdir(), "find-pictures-"));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "inner"));
mkdirSync(join(folder, "none"));
for (const name of ["10.png", "9.JPG", "notes.txt", "inner/1.webp"]) writeFileSync(join(folder, name), "");
mkdirSync(join(folder, "odd"));
writeFileSync(join(folder, "odd", "a[1].png"), "");
symlinkSync(join(folder, "10.png"), join(folder, "odd", "link.png"));
symlinkSync(join(folder, "gone.png"), join(folder, "inner", "gone.png"));
const at = (name: string) => join(folder, name);

test("of a folder only pictures are taken, with those of the folders in it, in the order of their numbers", async () => {
  assert.deepEqual(await findImages([folder]), {
    files: [at("9.JPG"), at("10.png"), at("inner/1.webp"), at("odd/a[1].png"), at("odd/link.png")],
    skipped: [at("inner/gone.png"), at("notes.txt")],
    problems: [],
  });
});

test("a pattern that the shell left as it is takes what it matches, in the order of names; a name with such characters is a name", async () => {
  assert.deepEqual((await findImages([at("*.{png,JPG}")])).files, [at("9.JPG"), at("10.png")]);
  assert.deepEqual((await findImages([at("**/*.webp")])).files, [at("inner/1.webp")]);
  assert.deepEqual((await findImages([at("odd/a[1].png")])).files, [at("odd/a[1].png")]);
  assert.deepEqual(await findImages([at("*.gif")]), {
    files: [],
    skipped: [],
    problems: [`${at("*.gif")}: No file matches this pattern.`],
  });
});

test("a link to a picture in a folder is a picture", async () => {
  assert.deepEqual((await findImages([at("odd")])).files, [at("odd/a[1].png"), at("odd/link.png")]);
});

test("a file that is named is taken, whatever its name", async () => {
  assert.deepEqual(await findImages([at("notes.txt"), "-"]), {
    files: [at("notes.txt"), "-"],
    skipped: [],
    problems: [],
  });
});

test("what does not exist and a folder without pictures are problems, and the others stand", async () => {
  assert.deepEqual(await findImages([at("gone.png"), at("10.png"), at("none")]), {
    files: [at("10.png")],
    skipped: [],
    problems: [
      `${at("gone.png")}: There is no such file or folder.`,
      `${at("none")}: There is no picture in this folder.`,
    ],
  });
});
