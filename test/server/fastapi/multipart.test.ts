import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestError } from "../../../src/server/errors.ts";
import { parseMultipart } from "../../../src/server/fastapi/multipart.ts";

const MAX_PARTS = 1000;
const FILE = 'content-disposition: form-data; name="image"; filename="x"';
const TEXT = 'content-disposition: form-data; name="image"';

/** A form of parts, each a head and what follows it. */
function parse(...parts: readonly (readonly [head: string, content: string])[]) {
  const text = parts.map(([head, content]) => `--b\r\n${head}\r\n\r\n${content}\r\n`).join("");
  return parseMultipart(Buffer.from(`${text}--b--\r\n`, "latin1"), "multipart/form-data; boundary=b", MAX_PARTS);
}

const isRefused = (error: RequestError) => error.status === 400;

test("a file may contain what only begins like a delimiter, but not thousands of times", () => {
  const near = "\r\n--bX";
  const [file] = parse([FILE, near.repeat(100)]).get("image");
  assert.ok(typeof file === "object");
  assert.equal(Buffer.from(file.bytes).toString(), near.repeat(100));
  assert.throws(() => parse([FILE, near.repeat(10_000)]), isRefused);
  assert.throws(() => parse(...Array(100).fill([FILE, near.repeat(100)])), isRefused, "all parts together");
});

test("text has a bound of its own, whatever a file may have", () => {
  assert.deepEqual(parse([TEXT, "x".repeat(1_000_000)]).get("image"), ["x".repeat(1_000_000)]);
  assert.throws(() => parse([TEXT, "x".repeat(1_100_000)]), isRefused);
  assert.throws(() => parse(...Array(11).fill([TEXT, "x".repeat(100_000)])), isRefused, "all parts together");
  assert.equal(parse([FILE, "x".repeat(1_100_000)]).get("image").length, 1);
});

test("a part has a few headers, and its name a few parameters", () => {
  assert.equal(parse([`${"a: b\r\n".repeat(7)}${TEXT}`, "x"]).get("image").length, 1);
  assert.throws(() => parse([`${"a: b\r\n".repeat(8)}${TEXT}`, "x"]), isRefused);
  assert.throws(() => parse([`${TEXT}${'; name="x"'.repeat(100)}`, "x"]), isRefused);
});

test("names are read quoted or not, with escapes, and to the end where a quote isn't closed", () => {
  for (const [head, name] of [
    ["form-data; name=plain", "plain"],
    ['form-data; name="a; b"', "a; b"],
    ['form-data; name="a \\"b\\""', 'a "b"'],
    ['form-data; name="open', "open"],
  ]) {
    assert.equal(parse([`content-disposition: ${head}`, "x"]).get(name).length, 1, head);
  }
});
