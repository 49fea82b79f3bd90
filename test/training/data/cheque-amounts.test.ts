import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readChequeAmounts } from "../../../src/training/data/sources/cheque-amounts.ts";

/** A data folder with these pictures, and a box for each of their digits, from right to left. */
async function makeDataFolder(labels: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "amounts-"));
  await mkdir(join(dir, "strings"));
  const files = Object.entries(labels);
  const boxes = {
    categories: Array.from({ length: 10 }, (_, digit) => ({ id: digit + 1, name: String(digit) })),
    images: files.map(([file_name], id) => ({ id, file_name })),
    annotations: files.flatMap(([, text], image_id) =>
      Array.from(text, (digit, i) => ({
        image_id,
        category_id: Number(digit) + 1,
        bbox: [20 * i, 0, 15, 30],
      })).reverse(),
    ),
  };
  await writeFile(join(dir, "strings", "boxes.json"), JSON.stringify(boxes));
  return dir;
}

const textsOf = (dir: string) =>
  readChequeAmounts(dir).map(({ fileName, digits }) => [
    fileName,
    digits
      .toSorted((a, b) => a.box.x - b.box.x)
      .map(({ label }) => label)
      .join(""),
  ]);

test("labels that are known to be wrong are corrected, and a picture without a box for each digit is left out", async (t) => {
  const dir = await makeDataFolder({ "0001.jpg": "120", "0665.jpg": "611", "1013.jpg": "2" });
  t.after(() => rm(dir, { recursive: true }));
  assert.deepEqual(textsOf(dir), [
    ["0001.jpg", "120"],
    ["0665.jpg", "671"],
  ]);
});
