import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type NumberOptionName, readNumberOptions, refuseNumberOptions } from "../../src/cli/read-number-options.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));

test("flags become a constraint", async () => {
  assert.deepEqual(await readNumberOptions({}), { constraint: {}, isOneLine: false });
  assert.deepEqual(await readNumberOptions({ length: "3-6", check: "luhn", lines: "one" }), {
    constraint: { length: "3-6", check: "luhn" },
    isOneLine: true,
  });
});

test("values are a file with one a line, or stand in the argument with commas between them", async () => {
  const file = join(folder, "list.txt");
  writeFileSync(file, "0142\r\n12.50\n");
  assert.deepEqual((await readNumberOptions({ values: file })).constraint, { values: "0142\r\n12.50\n" });
  assert.deepEqual((await readNumberOptions({ values: "0142,12.50" })).constraint, { values: "0142\n12.50" });
});

for (const [name, value, said] of [
  ["length", "0", /^length must/],
  ["length", "many", /^length must/],
  ["pattern", "(", /pattern/],
  ["pattern", "[0-9]{2000}", /pattern/],
  ["min", "few", /^min must/],
  ["check", "crc", /^check must be one of luhn/],
  ["type", "iban", /^type must be one of date:dmy/],
  ["values", "list2024.txt", /^--values: There is no file of this name/],
  ["values", folder, /^--values: /],
  ["values", ",", /^values must/],
  ["lines", "two", /^lines can only be "one"/],
] as [NumberOptionName, string, RegExp][]) {
  test(`--${name} ${value === folder ? "FOLDER" : value} is refused in a sentence that names it`, async () => {
    await assert.rejects(readNumberOptions({ [name]: value }), { code: "usage", message: said });
  });
}

test("what is about numbers is refused where no numbers are read", () => {
  assert.doesNotThrow(() => refuseNumberOptions({}));
  assert.throws(() => refuseNumberOptions({ length: "4" }), { code: "usage", message: /^--length .* --numbers/ });
});
