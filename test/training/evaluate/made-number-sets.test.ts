import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeNumberSets } from "../../../src/training/evaluate/made-number-sets.ts";
import type { LabelledNumber, NumberSet } from "../../../src/training/evaluate/number-set.ts";

async function firstOf(set: NumberSet, count: number): Promise<LabelledNumber[]> {
  const numbers: LabelledNumber[] = [];
  for await (const number of set.images()) {
    numbers.push(number);
    if (numbers.length === count) break;
  }
  return numbers;
}

test("forms have nine digits, columns eight rows of three, and both can be made again", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "made-"));
  t.after(() => rm(dir, { recursive: true }));
  const [boxes, columns] = makeNumberSets(dir);
  const [form] = await firstOf(boxes, 1);
  assert.match(form.text, /^\d{9}$/);
  assert.deepEqual(await firstOf(boxes, 1), [form]);

  const rows = await firstOf(columns, 9);
  for (const { text } of rows) assert.match(text, /^\d{3}$/);
  assert.equal(new Set(rows.slice(0, 8).map(({ bytes }) => bytes)).size, 1, "eight rows stand on one page");
  assert.notEqual(rows[8].bytes, rows[0].bytes);
  const tops = rows.slice(0, 8).map(({ box }) => box!.y);
  assert.deepEqual(
    tops,
    tops.toSorted((a, b) => a - b),
  );
});
