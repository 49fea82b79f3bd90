import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { NUMBER_OPTIONS } from "../../src/cli/read-number-options.ts";
import { compileConstraint } from "../../src/core/constrain/compile-constraint.ts";
import { CHECKS, NUMBER_TYPES, type NumberType } from "../../src/core/constrain/constraint-options.ts";
import { TYPE_PATTERNS } from "../../src/core/constrain/type-pattern.ts";
import { CONSTRAINT_FIELDS } from "../../src/server/schemas/numbers.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/numbers.md"), "utf8");
const rows = [...text.matchAll(/^\| `([a-z]+)` \| `--([a-z]+)` \| (.+) \|$/gm)];

test("docs/numbers.md has every constraint, as parameter and as flag", () => {
  assert.deepEqual(
    rows.map(([, parameter]) => parameter),
    Object.keys(CONSTRAINT_FIELDS),
  );
  assert.deepEqual(
    rows.map(([, , flag]) => flag),
    Object.keys(NUMBER_OPTIONS),
  );
});

test("it names every check and type, and no other", () => {
  const namesIn = (parameter: string) => {
    const [, , , meaning] = rows.find(([, name]) => name === parameter)!;
    return [...meaning.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  };
  assert.deepEqual(namesIn("check"), [...CHECKS]);
  assert.deepEqual(namesIn("type"), [...NUMBER_TYPES]);
});

test("it has texts of each type, and each type accepts them as they stand there", () => {
  const types = [...text.split("| type | texts |")[1].matchAll(/^\| `([a-z:]+)` \| (.+) \|$/gm)];
  assert.deepEqual(
    types.map(([, type]) => type),
    [...NUMBER_TYPES],
  );
  for (const [, type, examples] of types)
    for (const [, example] of examples.matchAll(/`([^`]+)`/g))
      assert.ok(compileConstraint({ pattern: TYPE_PATTERNS[type as NumberType], values: [example] }), example);
});
