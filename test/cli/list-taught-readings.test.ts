import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { listTaughtReadings } from "../../src/cli/list-taught-readings.ts";
import { openReadingStore } from "../../src/server/store/open-reading-store.ts";
import type { StoredReading } from "../../src/server/store/reading-store.ts";
import { createStoredPicture, createStoredReading } from "../helpers/create-stored-reading.ts";

const folder = mkdtempSync(join(tmpdir(), "taught-"));
after(() => rmSync(folder, { recursive: true }));
const store = await openReadingStore({ readings: join(folder, "readings.db"), keepPictures: "store" });
after(() => store.close());

const box = (x: number) => ({ x, y: 0, width: 10, height: 20 });
const digits = [1, 4, 2].map((digit, i) => ({ digit, confidence: 0.9, box: box(12 * i) }));
let made = 0;

async function keep(reading: Partial<StoredReading>, bytes: readonly number[] = [made++, 1]): Promise<void> {
  const picture = createStoredPicture(bytes);
  const readings = [
    createStoredReading({ status: "corrected", digits, box: box(0), pictureId: picture.id, ...reading }),
  ];
  assert.ok(await store.add({ readings, pictures: [picture] }));
}

test("reviewed digits and numbers become pictures with their truth; what can't be learned from is counted by why", async () => {
  await keep({ kind: "digit", text: "7", readText: "1", name: "seven.png" });
  await keep({ kind: "digit", text: null, readText: "1", name: "blot.png" });
  await keep({ text: "147", name: "number.png", constraints: { length: "3", lines: "one" } });
  await keep({ text: "1-4-9", name: "separated.png" });
  await keep({ text: "14", name: "too short" });
  await keep({ text: null, name: "nothing" });
  await keep({ text: "148", pictureId: null });
  await keep({ text: "149" }, [200, 1]);
  await keep({ text: "148" }, [200, 1]); // the same picture, later
  await keep({ status: "confirmed", text: "142" });
  const { pictures, leftOut } = await listTaughtReadings(store, "corrected", 100, new Set());
  const truths = new Map(pictures.map(({ name, truth }) => [name, truth]));
  assert.equal(pictures.length, 5);
  assert.deepEqual(truths.get("seven.png"), { kind: "digit", label: 7 });
  assert.deepEqual(truths.get("blot.png"), { kind: "digit", label: 10 });
  const number = truths.get("number.png");
  assert.ok(number?.kind === "number");
  assert.deepEqual([number.constraint, number.isOneLine], [{ length: "3" }, true]);
  assert.deepEqual(
    number.digits,
    [1, 4, 7].map((label, i) => ({ label, box: box(12 * i) })),
  );
  const separated = truths.get("separated.png");
  assert.ok(separated?.kind === "number" && separated.text === "1-4-9");
  assert.deepEqual([...leftOut].sort(), [
    ["it has another number of digits than were found", 1],
    ["it says that there is no number, but not where none is", 1],
    ["it was there before", 1],
    ["the picture isn't kept", 1],
  ]);
  const newest = pictures.find(({ truth }) => truth.kind === "number" && truth.text === "148");
  assert.deepEqual([...(await newest!.load())], [200, 1]);
});

test("no more than asked for are taken, the newest", async () => {
  const { pictures } = await listTaughtReadings(store, "corrected", 2, new Set());
  assert.equal(pictures.length, 2);
});
