import assert from "node:assert/strict";
import { test } from "node:test";
import { freeBytes } from "../../src/reader/free-bytes.ts";

test("bytes that have memory of their own are freed", () => {
  const bytes = new Uint8Array(1000);
  freeBytes(bytes);
  freeBytes(bytes);
  assert.equal(bytes.length, 0);
  assert.equal(bytes.buffer.detached, true);
});

test("bytes that share their memory are left as they are", () => {
  const all = new Uint8Array([1, 2, 3]);
  freeBytes(all.subarray(1));
  freeBytes(new Uint8Array(new SharedArrayBuffer(3)));
  assert.deepEqual([...all], [1, 2, 3]);
});
