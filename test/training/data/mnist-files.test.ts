import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { readIdx } from "../../../src/training/data/idx.ts";
import { checkMnist, downloadMnist, findMnistFile } from "../../../src/training/data/mnist-files.ts";

const IDX = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
const SHA256 = createHash("sha256").update(IDX).digest("hex");

test("A file is downloaded from the first mirror that has the right content", async (t) => {
  const folder = await temporaryFolder(t);
  const mirrors = await serve(t, { "/broken/a.gz": gzipSync("other"), "/good/a.gz": gzipSync(IDX) });
  await downloadMnist(folder, [`${mirrors}absent/`, `${mirrors}broken/`, `${mirrors}good/`], { a: SHA256 });
  assert.deepEqual(new Uint8Array(gunzipSync(await readFile(join(folder, "mnist", "a.gz")))), IDX);
});

test("A file that is there and right is not downloaded again; a damaged one is", async (t) => {
  const folder = await temporaryFolder(t);
  const mirror = await serve(t, { "/a.gz": gzipSync(IDX) });
  await downloadMnist(folder, [mirror], { a: SHA256 });
  await downloadMnist(folder, [], { a: SHA256 });
  const path = join(folder, "mnist", "a.gz");
  await writeFile(path, (await readFile(path)).subarray(0, 20));
  await downloadMnist(folder, [mirror], { a: SHA256 });
  assert.deepEqual(new Uint8Array(gunzipSync(await readFile(path))), IDX);
});

test("Where no mirror has the right content, nothing is kept and the error says why", async (t) => {
  const folder = await temporaryFolder(t);
  const mirror = await serve(t, { "/a.gz": gzipSync("other") });
  await assert.rejects(
    downloadMnist(folder, [mirror], { a: SHA256 }),
    /a\.gz could not be downloaded.*another SHA-256/,
  );
  assert.equal(findMnistFile(folder, "a"), undefined);
});

test("MNIST's files are found in the folder or in its folder mnist, gzipped or not", async (t) => {
  const folder = await temporaryFolder(t);
  assert.throws(() => checkMnist(folder), /There is no train-images-idx3-ubyte/);
  await writeFile(join(folder, "train-images-idx3-ubyte"), IDX);
  await writeFile(join(folder, "train-labels-idx1-ubyte.gz"), gzipSync(IDX));
  checkMnist(folder);
});

test("An idx file of bytes is read, gzipped or not", () => {
  const expected = { dims: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  assert.deepEqual(readIdx(IDX), expected);
  const { dims, data } = readIdx(gzipSync(IDX));
  assert.deepEqual({ dims, data: Uint8Array.from(data) }, expected);
});

test("An idx file of integers is read", () => {
  const { data } = readIdx(Uint8Array.of(0, 0, 12, 1, 0, 0, 0, 2, 0, 0, 1, 0, 255, 255, 255, 255));
  assert.deepEqual(data, Int32Array.of(256, -1));
});

test("A truncated or foreign file is refused", () => {
  assert.throws(() => readIdx(IDX.subarray(0, 17)), /not whole/);
  assert.throws(() => readIdx(IDX.subarray(0, 9)), /no idx file/);
  assert.throws(() => readIdx(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0)), /no idx file/);
  assert.throws(() => readIdx(new Uint8Array()), /no idx file/);
});

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mnist-files-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Serves these files on this machine and gives the address, with a slash at its end. */
async function serve(t: TestContext, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const server = createServer((request, response) => {
    const bytes = files[request.url ?? ""];
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
