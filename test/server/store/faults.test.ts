import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createApp } from "../../../src/server/app.ts";
import { openReadingStore } from "../../../src/server/store/open-reading-store.ts";
import { createAnsweredImage, createAnsweringReader } from "../../helpers/create-answered-image.ts";
import { createStoredReading } from "../../helpers/create-stored-reading.ts";
import { killWhileAdding } from "../../helpers/kill-while-adding.ts";
import { createSettings, listen } from "../../helpers/listen.ts";
import { runCommand } from "../../helpers/run-command.ts";
import { startDatabases } from "../../helpers/start-databases.ts";
import { POSTGRES_SKIP } from "../../helpers/start-postgres.ts";

// What goes wrong with a store: one clear line or 503, nothing is lost, and it recovers by itself.

const { folder, createFile, postgres, createAddress } = startDatabases();
const image = new Uint8Array(createAnsweredImage({ texts: ["142"] }));
const isRoot = process.getuid?.() === 0;

/** A server whose readings are kept there. */
async function serve(t: TestContext, readings: string) {
  const store = await openReadingStore({ readings, keepPictures: "store" });
  const settings = createSettings({ readings });
  const app = createApp({ reader: createAnsweringReader() }, settings, { store });
  const url = `http://127.0.0.1:${await listen(t, app)}`;
  t.after(() => store.close());
  const post = async (path: string) => {
    const response = await fetch(url + path, { method: "POST", body: image });
    return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await response.json() };
  };
  const count = async () => (await (await fetch(`${url}/v1/readings/stats`)).json()).total;
  return { url, store, post, count };
}

/** While the store is away: 503 for what needs it, and reading goes on. */
async function assertAway({ post }: Awaited<ReturnType<typeof serve>>, reason: RegExp): Promise<void> {
  const { status, retryAfter, body } = await post("/v1/readings");
  assert.equal(status, 503, JSON.stringify(body));
  assert.ok(Number(retryAfter) > 0);
  assert.match(body.detail, reason);
  assert.match(body.detail, /Try again later/);
  assert.equal((await post("/v1/numbers")).status, 200);
}

for (const keepPictures of ["store", "folder"]) {
  for (const name of ["SQLite", "PostgreSQL"] as const) {
    const skip = name === "PostgreSQL" && POSTGRES_SKIP;
    test(`kill -9 loses no reading that was told to be kept, and leaves no picture alone (${name}, pictures in a ${keepPictures})`, {
      skip,
    }, async () => {
      const address = await createAddress[name]();
      const pictures = keepPictures === "store" ? "store" : mkdtempSync(join(folder, "pictures-"));
      for (const afterMs of [0, 40, 150]) {
        const { told, lost, orphans } = await killWhileAdding(address, pictures, afterMs);
        assert.ok(told > 0);
        assert.deepEqual({ lost, orphans }, { lost: 0, orphans: 0 });
      }
    });
  }
}

describe("a SQLite file", () => {
  test("whose lock another program holds for longer than a request waits: 503, reading goes on, then all is well", async (t) => {
    const file = createFile();
    const server = await serve(t, file);
    assert.equal((await server.post("/v1/readings")).status, 201);
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    const startedAt = performance.now();
    const waiting = Promise.all(Array.from({ length: 5 }, () => server.post("/v1/readings")));
    const readMs = performance.now();
    assert.equal((await server.post("/v1/numbers")).status, 200);
    assert.ok(performance.now() - readMs < 4000, "reading waits for no lock");
    for (const { status } of await waiting) assert.equal(status, 503);
    // They wait together, not one after another.
    assert.ok(performance.now() - startedAt < 15_000);
    await sleep(Math.max(0, 10_000 - (performance.now() - startedAt)));
    other.exec("ROLLBACK");
    other.close();
    assert.equal((await server.post("/v1/readings")).status, 201);
    assert.equal(await server.count(), 2);
  });

  test("on a full disk: 503, and what was kept stays; with room again, it goes on", { skip: canMount() }, async (t) => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
    t.after(() => execFileSync("umount", ["-l", disk]));
    const server = await serve(t, join(disk, "readings.db"));
    assert.equal((await server.post("/v1/readings")).status, 201);
    const filler = join(disk, "filler");
    writeFileSync(filler, Buffer.alloc(0));
    fill(filler);
    let status = 201;
    let kept = 1;
    for (let i = 0; i < 200 && status === 201; i++) {
      status = (await server.post("/v1/readings")).status;
      if (status === 201) kept++;
    }
    await assertAway(server, /disk is full/);
    assert.equal(await server.count(), kept);
    rmSync(filler);
    assert.equal((await server.post("/v1/readings")).status, 201);
    assert.equal(await server.count(), kept + 1);
  });

  test("on a read-only disk: one clear line", { skip: canMount() }, async (t) => {
    const disk = join(folder, "read-only");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
    t.after(() => execFileSync("umount", ["-l", disk]));
    const file = join(disk, "readings.db");
    await (await openReadingStore({ readings: file, keepPictures: "store" })).close();
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const { status, stderr } = await runCommand(["serve", "--port", "0", "--readings", file]);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^number-predictor: --readings [^\n]+ can't be used: [^\n]*(read-only|can't be opened)[^\n]*\.\n$/,
    );
  });

  test("that is damaged, of a newer version or of something else is one clear line, and stays as it is", async () => {
    const newer = createFile();
    await (await openReadingStore({ readings: newer, keepPictures: "store" })).close();
    const database = new DatabaseSync(newer);
    database.exec("PRAGMA user_version = 99");
    database.close();
    const other = createFile();
    const others = new DatabaseSync(other);
    others.exec("CREATE TABLE birds (name TEXT)");
    others.close();
    const damaged = createFile();
    await (await openReadingStore({ readings: damaged, keepPictures: "store" })).close();
    writeFileSync(damaged, Buffer.concat([readFileSync(damaged).subarray(0, 100), Buffer.alloc(8000, 7)]));
    const none = createFile();
    writeFileSync(none, "no database".repeat(1000));
    const away = join(folder, "no-such-folder", "readings.db");
    for (const [file, reason] of [
      [newer, /written by a newer version \(its tables are 99, known are 1\)/],
      [other, /database of something else/],
      [damaged, /damaged|no SQLite database/],
      [none, /no SQLite database/],
      [away, /can't be opened/],
    ] as const) {
      const before = file === away ? undefined : readFileSync(file);
      const { status, stderr } = await runCommand(["serve", "--port", "0", "--readings", file]);
      assert.equal(status, 1, stderr);
      assert.match(stderr, /^number-predictor: --readings [^\n]+\n$/);
      assert.match(stderr, reason);
      if (before !== undefined) assert.ok(before.equals(readFileSync(file)), file);
    }
  });

  test("that is damaged while it is in use: 503, and reading goes on", async (t) => {
    const file = createFile();
    const server = await serve(t, file);
    const rows = Array.from({ length: 2000 }, () => createStoredReading());
    await server.store.add({ readings: rows, pictures: [] });
    await server.store.close();
    writeFileSync(file, overwrite(readFileSync(file)));
    const damaged = await serve(t, file).catch((error: Error) => error);
    if (damaged instanceof Error) assert.match(damaged.message, /damaged/);
    else {
      const { status } = await fetch(`${damaged.url}/v1/readings/export`);
      assert.equal(status, 503);
      assert.equal((await damaged.post("/v1/numbers")).status, 200);
    }
  });

  test("overwrites what is deleted", async () => {
    const file = createFile();
    const store = await openReadingStore({ readings: file, keepPictures: "store" });
    const secret = "a-very-secret-name";
    const reading = createStoredReading({ name: secret });
    await store.add({ readings: [reading], pictures: [] });
    await store.delete(reading.id);
    await store.close();
    assert.ok(!readFileSync(file).includes(secret));
    assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false }), undefined);
  });
});

describe("PostgreSQL", { skip: POSTGRES_SKIP }, () => {
  test("stopped and started again: 503 and reading goes on, then all is well", async (t) => {
    const server = await serve(t, await postgres().createDatabase());
    assert.equal((await server.post("/v1/readings")).status, 201);
    for (const mode of ["fast", "immediate"] as const) {
      postgres().stop(mode);
      await assertAway(server, /database doesn't answer/);
      assert.equal((await fetch(`${server.url}/v1/readings`)).status, 503);
      assert.match(await (await fetch(`${server.url}/metrics`)).text(), /number_predictor_store_up [01]/);
      postgres().start();
      assert.equal((await server.post("/v1/readings")).status, 201);
    }
    assert.equal(await server.count(), 3);
  });

  test("away at the start: the service starts, says so, and keeps readings once it is there", async (t) => {
    const address = await postgres().createDatabase();
    postgres().stop();
    const server = await serve(t, address);
    await assertAway(server, /database doesn't answer/);
    postgres().start();
    assert.equal((await server.post("/v1/readings")).status, 201);
  });

  test("with the table locked for longer than a request waits: 503, then all is well", async (t) => {
    const address = await postgres().createDatabase();
    const server = await serve(t, address);
    const other = new pg.Client(address);
    await other.connect();
    await other.query("BEGIN; LOCK TABLE readings");
    await assertAway(server, /locked or too busy/);
    await sleep(4000);
    await other.query("ROLLBACK");
    await other.end();
    assert.equal((await server.post("/v1/readings")).status, 201);
    assert.equal(await server.count(), 1);
  });

  test("read-only: 503 for writing, while what is kept can be looked at", async (t) => {
    const address = await postgres().createDatabase();
    await (await openReadingStore({ readings: address, keepPictures: "store" })).close();
    const client = new pg.Client(address);
    await client.connect();
    const { database } = client;
    const set = (value: string) =>
      client.query(`ALTER DATABASE ${database} SET default_transaction_read_only = ${value}`);
    await set("on");
    const server = await serve(t, address);
    await assertAway(server, /read-only/);
    assert.equal(await server.count(), 0);
    await client.query("SET default_transaction_read_only = off");
    await client.end();
  });

  test("of a newer version: one clear line", async () => {
    const address = await postgres().createDatabase();
    await (await openReadingStore({ readings: address, keepPictures: "store" })).close();
    const client = new pg.Client(address);
    await client.connect();
    await client.query("UPDATE reading_tables SET version = 99");
    await client.end();
    const { status, stderr } = await runCommand(["serve", "--port", "0", "--readings", address]);
    assert.equal(status, 1);
    assert.match(stderr, /^number-predictor: [^\n]+written by a newer version \(its tables are 99, known are 1\)\.\n$/);
  });

  test("an address that is none is one line without the password", async () => {
    const { status, stderr } = await runCommand(["readings", "stats", "--readings", "postgres://u:secret@h:port/x"]);
    assert.equal(status, 1);
    assert.match(stderr, /^number-predictor: [^\n]+\n$/);
    assert.doesNotMatch(stderr, /secret/);
  });
});

/** Why no small disk can be made, or false. */
function canMount(): string | false {
  if (!isRoot) return "needs root, to mount a small disk";
  const place = mkdtempSync(join(tmpdir(), "number-predictor-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", place], { stdio: "ignore" });
    execFileSync("umount", [place]);
    return false;
  } catch {
    return "may not mount a small disk here";
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** Writes until the disk is full. */
function fill(file: string): void {
  for (const bytes of [65_536, 4096]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(bytes), { flag: "a" });
    } catch {
      // full
    }
  }
}

/** The pages of the tables, not the first one. */
function overwrite(bytes: Buffer): Buffer {
  bytes.fill(0x55, 4096 * 12);
  return bytes;
}
