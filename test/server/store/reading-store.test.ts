import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { openReadingStore } from "../../../src/server/store/open-reading-store.ts";
import { createId, firstIdAt, timeOfId } from "../../../src/server/store/reading-id.ts";
import type { ReadingStore, StoredReading } from "../../../src/server/store/reading-store.ts";
import { createStoredPicture, createStoredReading } from "../../helpers/create-stored-reading.ts";
import { startDatabases } from "../../helpers/start-databases.ts";
import { POSTGRES_SKIP } from "../../helpers/start-postgres.ts";

// What both databases must do alike.

const { folder, createAddress: addresses } = startDatabases();

const idsOf = (readings: readonly StoredReading[]) => readings.map(({ id }) => id);
const add = async (store: ReadingStore, ...readings: StoredReading[]) => {
  await store.add({ readings, pictures: [] });
  return readings;
};
async function readAll(store: ReadingStore, filter: Parameters<ReadingStore["readAll"]>[0] = {}) {
  const all: StoredReading[] = [];
  for await (const readings of store.readAll(filter)) all.push(...readings);
  return all;
}

for (const [name, createAddress] of Object.entries(addresses)) {
  describe(`readings in ${name}`, { skip: name === "PostgreSQL" && POSTGRES_SKIP }, () => {
    async function open(t: TestContext, address?: string, keepPictures = "store") {
      const readings = address ?? (await createAddress());
      const store = await openReadingStore({ readings, keepPictures });
      t.after(() => store.close());
      return store;
    }

    test("a reading comes back as it was, also when the store is opened again", async (t) => {
      const address = await createAddress();
      const first = await openReadingStore({ readings: address, keepPictures: "store" });
      const picture = createStoredPicture();
      const whole = createStoredReading({ pictureId: picture.id, batch: "May's 'forms'; --", name: "é\u{1f600}.png" });
      const empty = createStoredReading({
        text: null,
        readText: null,
        box: null,
        confidence: null,
        digits: [],
        decision: "reject",
      });
      await first.add({ readings: [whole, empty], pictures: [picture] });
      await first.close();
      const store = await open(t, address);
      assert.deepEqual(await store.find(whole.id), whole);
      assert.deepEqual(await store.find(empty.id), empty);
      const found = await store.findPicture(picture.id);
      assert.deepEqual({ ...found, bytes: [...found!.bytes] }, { ...picture, bytes: [1, 2, 3] });
      assert.equal(await store.find(createId()), undefined);
      assert.equal(await store.find(whole.id, "bob"), undefined);
    });

    test("a list is newest first, and its pages have everything once, also while more arrive", async (t) => {
      const store = await open(t);
      const ids: string[] = [];
      for (let i = 0; i < 25; i++) ids.push(...idsOf(await add(store, createStoredReading())));
      const seen: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await store.list({}, 10, after);
        seen.push(...idsOf(page.items));
        await add(store, createStoredReading(), createStoredReading());
        if (page.next === null) break;
        after = page.next;
      }
      assert.deepEqual(seen, ids.reverse());
      assert.equal((await readAll(store)).length, 31);
    });

    test("each filter finds what it says, and together they all hold", async (t) => {
      const store = await open(t);
      const at = (ms: number) => firstIdAt(ms);
      const old = createStoredReading({ id: at(1000), owner: "bob", kind: "digit", text: "7", status: "review" });
      const mid = createStoredReading({ id: at(2000), batch: "b", text: "07", status: "corrected" });
      const young = createStoredReading({ id: at(3000), batch: "b", text: "7", kind: "digit" });
      await add(store, old, mid, young);
      const find = async (filter: Parameters<ReadingStore["readAll"]>[0]) =>
        (await readAll(store, filter)).map(({ id }) => timeOfId(id));
      assert.deepEqual(await find({ owner: "bob" }), [1000]);
      assert.deepEqual(await find({ kind: "digit" }), [3000, 1000]);
      assert.deepEqual(await find({ status: "corrected" }), [2000]);
      assert.deepEqual(await find({ batch: "b" }), [3000, 2000]);
      assert.deepEqual(await find({ text: "7" }), [3000, 1000]);
      assert.deepEqual(await find({ fromMs: 2000 }), [3000, 2000]);
      assert.deepEqual(await find({ toMs: 2000 }), [1000]);
      assert.deepEqual(await find({ fromMs: 1000, toMs: 3000, kind: "digit", text: "7" }), [1000]);
      assert.deepEqual(await find({ batch: "' OR 1=1 --" }), []);
    });

    test("what is audited is accepted for its sender, and waits for review for reviewers", async (t) => {
      const store = await open(t);
      const [audited] = await add(store, createStoredReading({ isAudited: true, queueStatus: "review" }));
      assert.deepEqual(idsOf(await readAll(store, { owner: "ada", status: "accepted" })), [audited.id]);
      assert.deepEqual(idsOf(await readAll(store, { owner: "ada", status: "review" })), []);
      assert.deepEqual(idsOf(await readAll(store, { status: "review" })), [audited.id]);
      assert.equal((await store.count({ owner: "ada" })).byStatus.accepted, 1);
      assert.equal((await store.count()).byStatus.review, 1);
    });

    test("the same text confirms, another one corrects, and the first reading is never lost", async (t) => {
      const store = await open(t);
      const [reading, nothing] = await add(
        store,
        createStoredReading(),
        createStoredReading({ text: null, readText: null }),
      );
      const corrected = await store.review(reading.id, { text: "147", by: "eve" });
      assert.ok(typeof corrected === "object");
      const { status, queueStatus, text, readText, reviewedBy, reviewedAt, version } = corrected;
      assert.deepEqual(
        { status, queueStatus, text, readText, reviewedBy, version },
        { status: "corrected", queueStatus: "corrected", text: "147", readText: "142", reviewedBy: "eve", version: 2 },
      );
      assert.ok(Math.abs(reviewedAt! - Date.now()) < 60_000);
      assert.deepEqual(await store.find(reading.id), corrected);
      assert.equal(((await store.review(reading.id, { text: "142", by: "eve" })) as StoredReading).status, "confirmed");
      assert.equal(((await store.review(reading.id, { text: null, by: "eve" })) as StoredReading).status, "corrected");
      assert.equal(((await store.review(nothing.id, { text: null, by: "eve" })) as StoredReading).status, "confirmed");
    });

    test("a review or deletion of another version, of somebody else's or of nothing changes nothing", async (t) => {
      const store = await open(t);
      const [reading] = await add(store, createStoredReading());
      const review = { text: "1", by: "eve" };
      assert.equal(await store.review(reading.id, { ...review, version: 2 }), "changed");
      assert.equal(await store.review(reading.id, { ...review, owner: "bob" }), "missing");
      assert.equal(await store.review(createId(), review), "missing");
      assert.equal(await store.delete(reading.id, { version: 2 }), "changed");
      assert.equal(await store.delete(reading.id, { owner: "bob" }), "missing");
      assert.deepEqual(await store.find(reading.id), reading);
    });

    test("claims of many at once never share a reading, and leave none", async (t) => {
      const store = await open(t);
      const waiting = Array.from({ length: 40 }, () => createStoredReading({ status: "review" }));
      await add(store, ...waiting, createStoredReading());
      const claim = (by: string) => store.claim({ by, limit: 5, forMs: 60_000, status: "review" });
      const claimed = (await Promise.all(Array.from({ length: 10 }, (_, i) => claim(`r${i}`)))).flatMap(idsOf);
      assert.equal(new Set(claimed).size, claimed.length);
      // Some may have found others' readings locked; the rest is still there.
      const rest = idsOf(await store.claim({ by: "x", limit: 50, forMs: 60_000, status: "review" }));
      assert.deepEqual([...claimed, ...rest].sort(), idsOf(waiting).sort());
    });

    test("what is claimed for no time can be claimed again at once, oldest first, and only what is asked for", async (t) => {
      const store = await open(t);
      const [a, b, c] = await add(
        store,
        createStoredReading({ status: "review", batch: "b" }),
        createStoredReading({ status: "review", kind: "digit" }),
        createStoredReading({ status: "rejected" }),
      );
      const claim = async (options: object = {}) =>
        idsOf(await store.claim({ by: "eve", limit: 10, forMs: 0, status: "review", ...options }));
      assert.deepEqual(await claim(), [a.id, b.id]);
      assert.deepEqual(await claim(), [a.id, b.id]);
      assert.deepEqual(await claim({ limit: 1 }), [a.id]);
      assert.deepEqual(await claim({ batch: "b" }), [a.id]);
      assert.deepEqual(await claim({ kind: "digit" }), [b.id]);
      assert.deepEqual(await claim({ status: "rejected" }), [c.id]);
      await store.review(a.id, { text: "1", by: "eve" });
      assert.deepEqual(await claim({ forMs: 60_000 }), [b.id]);
      assert.deepEqual(await claim(), []);
    });

    test("a deleted reading is gone, its picture with the last reading of it", async (t) => {
      const store = await open(t);
      const picture = createStoredPicture();
      const [one, two] = [
        createStoredReading({ pictureId: picture.id }),
        createStoredReading({ pictureId: picture.id }),
      ];
      await store.add({ readings: [one, two], pictures: [picture] });
      assert.equal(await store.delete(one.id, { owner: "ada", version: 1 }), "deleted");
      assert.equal(await store.find(one.id), undefined);
      assert.ok(await store.findPicture(picture.id));
      assert.equal(await store.delete(two.id), "deleted");
      assert.equal(await store.findPicture(picture.id), undefined);
      assert.equal(await store.delete(two.id), "missing");
    });

    test("all that match are deleted, and nothing else", async (t) => {
      const store = await open(t);
      const readings = Array.from({ length: 600 }, (_, i) => createStoredReading({ batch: i < 550 ? "old" : "new" }));
      await add(store, ...readings);
      assert.equal(await store.deleteAll({ batch: "old" }), 550);
      assert.equal((await readAll(store)).length, 50);
    });

    test("pictures in a folder come and go with their readings", async (t) => {
      const pictures = mkdtempSync(join(folder, "pictures-"));
      const store = await open(t, undefined, pictures);
      const picture = createStoredPicture([4, 5]);
      const reading = createStoredReading({ pictureId: picture.id });
      await store.add({ readings: [reading], pictures: [picture] });
      assert.deepEqual([...(await store.findPicture(picture.id))!.bytes], [4, 5]);
      const list = () => readdirSync(pictures, { recursive: true }).filter((file) => String(file).includes("-"));
      assert.equal(list().length, 1);
      await store.delete(reading.id);
      assert.deepEqual(list(), []);
      assert.equal(await store.findPicture(picture.id), undefined);
    });

    test("of posts with the same key the first is kept, also where many come at once", async (t) => {
      const store = await open(t);
      const post = (key: string, owner = "ada") => {
        const reading = createStoredReading({ owner });
        return { readings: [reading], pictures: [], repeatable: { owner, key, hash: reading.id, response: "{}" } };
      };
      const posts = Array.from({ length: 30 }, (_, i) => post(`key-${i % 3}`));
      const kept = await Promise.all(posts.map((each) => store.add(each)));
      assert.equal(kept.filter(Boolean).length, 3);
      assert.equal((await readAll(store)).length, 3);
      assert.equal(await store.add(post("key-0")), false);
      assert.equal(await store.add(post("key-0", "bob")), true);
      const first = await store.findPost("ada", "key-0");
      assert.equal(first?.hash, posts[kept.indexOf(true)].readings[0].id);
      // What was deleted doesn't come back in the answer to a repeated request.
      await store.delete(first!.hash);
      assert.equal(await store.findPost("ada", "key-0"), undefined);
    });

    test("audits are counted for each kind, model and promise", async (t) => {
      const store = await open(t);
      const audited = { isAudited: true, queueStatus: "review" } as const;
      const all = await add(
        store,
        ...Array.from({ length: 5 }, () => createStoredReading(audited)),
        createStoredReading({ ...audited, maxError: 0.001 }),
        createStoredReading({ ...audited, model: { name: "digits", version: "2.0.0" } }),
        createStoredReading(),
      );
      for (const { id } of all.slice(0, 3)) await store.review(id, { text: "142", by: "eve" });
      await store.review(all[3].id, { text: "141", by: "eve" });
      await store.review(all[7].id, { text: "141", by: "eve" }); // corrected, but not chosen by lot
      const { audits } = await store.count();
      const model = { name: "digits", version: "1.2.3" };
      assert.deepEqual(audits, [
        { kind: "number", model, maxError: 0.001, audited: 1, reviewed: 0, wrong: 0 },
        { kind: "number", model, maxError: 0.01, audited: 5, reviewed: 4, wrong: 1 },
        {
          kind: "number",
          model: { name: "digits", version: "2.0.0" },
          maxError: 0.01,
          audited: 1,
          reviewed: 0,
          wrong: 0,
        },
      ]);
    });

    test("several processes may open an empty store at the same time", async () => {
      const readings = await createAddress();
      const stores = await Promise.all(
        Array.from({ length: 4 }, () => openReadingStore({ readings, keepPictures: "store" })),
      );
      await Promise.all(stores.map((store) => add(store, createStoredReading())));
      assert.equal((await readAll(stores[0])).length, 4);
      await Promise.all(stores.map((store) => store.close()));
    });
  });
}

test("ids are UUIDv7 in the order in which they were made, and know their time", () => {
  const ids = Array.from({ length: 20_000 }, () => createId());
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids.slice(0, 100))
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(Math.abs(timeOfId(ids[0]) - Date.now()) < 60_000);
  assert.ok(firstIdAt(timeOfId(ids[0])) <= ids[0]);
});
