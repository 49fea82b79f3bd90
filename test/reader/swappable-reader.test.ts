import assert from "node:assert/strict";
import { test } from "node:test";
import { createSwappableReader } from "../../src/reader/swappable-reader.ts";
import { createFakeReader, createReading, FAKE_MANIFEST } from "../helpers/fake-reader.ts";

const PICTURE = new Uint8Array([1]);

/** A reader of this version that answers when told to, and writes down when it is closed. */
function openFake(version: string, closed: string[]) {
  const waiting: (() => void)[] = [];
  const answer = () =>
    new Promise<ReturnType<typeof createReading>>((done) => waiting.push(() => done(createReading(1))));
  const reader = { ...createFakeReader(answer), manifest: { ...FAKE_MANIFEST, version } };
  const close = async () => void closed.push(version);
  return { reader, close, answerAll: () => waiting.splice(0).forEach((each) => void each()) };
}

test("an old reader answers what it was asked, and is closed only then; the new one is asked meanwhile", async () => {
  const closed: string[] = [];
  const [old, next] = [openFake("1", closed), openFake("2", closed)];
  const swappable = createSwappableReader(old);
  const first = swappable.reader.readDigit(PICTURE);
  swappable.swap(next);
  assert.equal(swappable.reader.manifest.version, "2");
  const second = swappable.reader.readDigit(PICTURE);
  next.answerAll();
  assert.equal((await second).digit, 1);
  assert.deepEqual(closed, []);
  old.answerAll();
  assert.equal((await first).digit, 1);
  await new Promise(setImmediate);
  assert.deepEqual(closed, ["1"]);
  await swappable.close();
  assert.deepEqual(closed, ["1", "2"]);
});
