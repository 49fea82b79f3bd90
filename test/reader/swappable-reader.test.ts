import assert from "node:assert/strict";
import { test } from "node:test";
import { createSwappableRecognizer } from "../../src/reader/swappable-reader.ts";
import { createAnswer, createFakeRecognizer, FAKE_MANIFEST } from "../helpers/fake-reader.ts";

const PICTURE = new Uint8Array([1]);

/** A recognizer of this version that answers when told to, and writes down when it is closed. */
function openFake(version: string, closed: string[]) {
  const waiting: (() => void)[] = [];
  const answer = () =>
    new Promise<ReturnType<typeof createAnswer>>((done) => waiting.push(() => done(createAnswer(1))));
  const recognizer = { ...createFakeRecognizer(answer), manifest: { ...FAKE_MANIFEST, version } };
  const close = async () => void closed.push(version);
  return { recognizer, close, answerAll: () => waiting.splice(0).forEach((each) => void each()) };
}

test("an old recognizer answers what it was asked, and is closed only then; the new one is asked meanwhile", async () => {
  const closed: string[] = [];
  const [old, next] = [openFake("1", closed), openFake("2", closed)];
  const swappable = createSwappableRecognizer(old);
  const first = swappable.recognizer.recognize(PICTURE);
  swappable.swap(next);
  assert.equal(swappable.recognizer.manifest.version, "2");
  const second = swappable.recognizer.recognize(PICTURE);
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
