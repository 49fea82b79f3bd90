import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { PredictorError } from "../../../src/errors.ts";
import { findNumberSets } from "../../../src/training/evaluate/find-number-sets.ts";
import { countEdits, measureNumbers } from "../../../src/training/evaluate/measure-numbers.ts";
import { createFakeReader, createNumbersReading } from "../../helpers/fake-reader.ts";

const folder = mkdtempSync(join(tmpdir(), "numbers-"));
after(() => rmSync(folder, { recursive: true }));

/** A set whose files hold the text that the reader answers. */
function writeSet(name: string, rows: readonly (readonly [answer: string, truth: string])[]): void {
  mkdirSync(join(folder, name, "images"), { recursive: true });
  for (const [i, [answer]] of rows.entries()) writeFileSync(join(folder, name, "images", `${i}.png`), answer);
  writeFileSync(join(folder, name, `${name}.tsv`), rows.map(([, truth], i) => `${i}.png\t${truth}`).join("\n"));
}

const reader = createFakeReader(undefined, (bytes) => {
  const answer = new TextDecoder().decode(bytes);
  if (answer === "broken") throw new PredictorError("image_broken", "It is cut off.");
  return createNumbersReading(...answer.split(" ").filter(Boolean));
});

test("edits are the fewest that make one number of the other", () => {
  assert.deepEqual(countEdits("123", "123"), { missed: 0, extra: 0, misread: 0 });
  assert.deepEqual(countEdits("123", "13"), { missed: 1, extra: 0, misread: 0 });
  assert.deepEqual(countEdits("123", "1923"), { missed: 0, extra: 1, misread: 0 });
  assert.deepEqual(countEdits("123", "173"), { missed: 0, extra: 0, misread: 1 });
  assert.deepEqual(countEdits("12", ""), { missed: 2, extra: 0, misread: 0 });
});

test("a set of numbers is found by its table, measured, and what went wrong kept", async () => {
  writeSet("meters", [
    ["0142", "0142"],
    ["77", "71"],
    ["", "5"],
    ["broken", "9"],
  ]);
  const [set] = await findNumberSets(folder);
  assert.deepEqual([set.name, set.options.isOneLine], ["meters", false]);
  const { summary, numbers } = await measureNumbers(reader, set, 0.01);
  assert.deepEqual([summary.n, summary.right, summary.exact], [4, 1, 0.25]);
  assert.deepEqual([summary.missed, summary.extra, summary.misread], [2, 0, 1]);
  assert.equal(summary.digit_error_rate, 3 / 8);
  assert.deepEqual([summary.accepted.share, summary.accepted.wrong], [0.5, 1]);
  assert.deepEqual(
    numbers.map(({ evidence }) => evidence !== undefined),
    [false, true, true, true],
  );
});

test("only the sets that are named are found, and folders without a table are none", async () => {
  mkdirSync(join(folder, "empty", "images"), { recursive: true });
  assert.deepEqual(await findNumberSets(folder, ["others"]), []);
});
