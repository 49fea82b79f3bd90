import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openReadingStore } from "../../src/server/store/open-reading-store.ts";
import type { StoredReading } from "../../src/server/store/reading-store.ts";
import { createStoredReading } from "../helpers/create-stored-reading.ts";
import { runCommand } from "../helpers/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
const file = join(folder, "readings.db");
after(() => rmSync(folder, { recursive: true }));

const audited = { isAudited: true, queueStatus: "review" } as const;
const kept: StoredReading[] = [
  createStoredReading({ text: "=1", readText: "=1", batch: "May", name: "a.png" }),
  createStoredReading({ status: "review", text: "07", batch: "June" }),
  createStoredReading(audited),
  createStoredReading(audited),
];

before(async () => {
  const store = await openReadingStore({ readings: file, keepPictures: "store" });
  await store.add({ readings: kept, pictures: [] });
  await store.review(kept[2].id, { text: "142", by: "eve" });
  await store.close();
});

const run = (...args: string[]) => runCommand(["readings", ...args, "--readings", file]);

test("list prints a line for each reading, newest first, or those that are asked for", async () => {
  const all = await run("list");
  assert.deepEqual([all.status, all.stderr], [0, ""]);
  const lines = all.stdout.trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => line.split(/ +/)[0]),
    kept.map(({ id }) => id).reverse(),
  );
  assert.match(lines[3], / accepted +=1 +98\.0% +May +a\.png$/);
  const june = await run("list", "--batch", "June", "--json");
  assert.deepEqual(
    june.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).text),
    ["07"],
  );
  assert.equal((await run("list", "--limit", "1")).stdout.split("\n").length, 2);
});

test("export prints what the service exports", async () => {
  const csv = await run("export", "--batch", "May");
  assert.match(
    csv.stdout,
    /^id,created_at,kind,batch,name,status,text,[^\r]*\r\n[^,]+,[^,]+,number,May,a\.png,accepted,'=1,0\.98,accept,/,
  );
  const jsonl = await run("export", "--format", "jsonl", "--status", "review");
  assert.deepEqual(
    jsonl.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).id),
    [kept[3].id, kept[1].id],
  );
});

test("stats says how many there are, and how many accepted ones are wrong", async () => {
  const { stdout } = await run("stats");
  assert.match(stdout, /^accepted +1$/m);
  assert.match(stdout, /^total +4$/m);
  assert.match(
    stdout,
    /promised at most 1\.00% wrong: 0 of 1 reviewed are wrong \(95 %: 0\.00% to 97\.50%\), 2 audited/,
  );
  assert.equal(JSON.parse((await run("stats", "--json")).stdout).by_status.confirmed, 1);
});

test("what is wrong ends with status 2 and one line, and a store that is none with status 1", async () => {
  for (const args of [
    [],
    ["frobnicate"],
    ["list", "x"],
    ["list", "--status", "good"],
    ["list", "--from", "x"],
    ["delete"],
  ]) {
    const { status, stderr } = await run(...args);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, /^number-predictor: [^\n]+\n$/);
  }
  assert.equal((await runCommand(["readings", "list"])).status, 2);
  const other = join(folder, "other.txt");
  writeFileSync(other, "no database at all, but long enough to be looked at as one".repeat(100));
  const none = await runCommand(["readings", "list", "--readings", other]);
  assert.equal(none.status, 1);
  assert.match(none.stderr, /^number-predictor: --readings [^\n]+ can't be used: its file is no SQLite database\.\n$/);
});

test("delete deletes what is named, or what matches, and says how many", async () => {
  const some = await run("delete", kept[0].id, "0".repeat(8));
  assert.deepEqual([some.status, some.stdout], [1, "1 deleted\n"]);
  assert.match(some.stderr, /there is no reading 00000000/);
  assert.equal((await run("delete", "--batch", "June")).stdout, "1 deleted\n");
  assert.equal((await run("delete", "--all")).stdout, "2 deleted\n");
  assert.equal((await run("list")).stdout, "");
});
