import assert from "node:assert/strict";
import { test } from "node:test";
import { createConstraintCache } from "../../src/reader/constraint-cache.ts";

const longList = (first: number) => Array.from({ length: 150_000 }, (_, at) => first + at).join("\n");

test("the same options give the same constraint, and other ones another", () => {
  const { compile } = createConstraintCache();
  const nine = compile({ length: "9" });
  assert.equal(compile({ length: "9" }), nine);
  assert.notEqual(compile({ length: "8" }), nine);
  assert.equal(nine?.automaton.minDigits, 9);
});

test("nothing asked for is no constraint", () => {
  const { compile } = createConstraintCache();
  assert.equal(compile(undefined), null);
  assert.equal(compile({}), null);
  assert.equal(compile({ length: undefined }), null);
});

test("a wrong constraint is refused each time", () => {
  const { compile } = createConstraintCache();
  for (let time = 0; time < 2; time++) assert.throws(() => compile({ length: "0" }), { code: "constraint_invalid" });
});

test("of many the ones used last are kept", () => {
  const { compile } = createConstraintCache();
  const first = compile({ length: "1" });
  const second = compile({ length: "2" });
  for (let length = 3; length <= 8; length++) compile({ length });
  assert.equal(compile({ length: "1" }), first);
  compile({ length: 9 });
  assert.equal(compile({ length: "1" }), first);
  assert.notEqual(compile({ length: "2" }), second);
});

test("a long list is kept for the images of one form, but not beside another one", () => {
  const { compile } = createConstraintCache();
  const short = compile({ length: "9" });
  const list = compile({ values: longList(1_000_000) });
  assert.equal(compile({ values: longList(1_000_000) }), list);
  assert.notEqual(compile({ length: "9" }), short);
  assert.notEqual(compile({ values: longList(1_000_000) }), list);
});
