import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createApp } from "../src/server/app.ts";
import { readSettings } from "../src/server/settings.ts";
import { openReadingStore } from "../src/server/store/open-reading-store.ts";
import { createId } from "../src/server/store/reading-id.ts";
import type { ReadingStore } from "../src/server/store/reading-store.ts";
import { toNumberReadings } from "../src/server/to-post.ts";
import { createStoredReading } from "../test/helpers/create-stored-reading.ts";
import { createFakeReader, createNumbersReading } from "../test/helpers/fake-reader.ts";
import { killWhileAdding, killWhileServing } from "../test/helpers/kill-while-adding.ts";
import { startPostgres } from "../test/helpers/start-postgres.ts";

// What it costs to keep readings, and how long they take to be found: see docs/readings.md.
//
//   node bench/readings.ts cost|pages|kill --store sqlite|postgres [--rows 1000000] [--rounds 200] [--serve]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    store: { type: "string", default: "sqlite" },
    rows: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "200" },
    readings: { type: "string", default: "20000" },
    serve: { type: "boolean", default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
const postgres = values.store === "postgres" ? startPostgres() : undefined;
const address = (await postgres?.createDatabase()) ?? join(folder, "readings.db");

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  cost: measureCost,
  pages: measurePages,
  kill: measureKills,
};
try {
  console.log(`${values.store}, ${cpus().length} × ${cpus()[0].model}, Node ${process.version}`);
  await BENCHES[positionals[0]]();
} finally {
  postgres?.close();
  rmSync(folder, { recursive: true });
}

/** Processor time of this process, all of its threads, and wall time for each reading, many requests at a time. */
async function measureCost(): Promise<void> {
  const store = await openReadingStore({ readings: address, keepPictures: "store" });
  const bytes = readFileSync(join(import.meta.dirname, "../test_images/042.png"));
  const reading = createNumbersReading("0142");
  const context = {
    ...{ owner: "ada", maxError: 0.01, constraints: {}, model: { name: "digits", version: "2.0.0" }, batch: "b" },
    ...{ keepsPictures: true, audit: 0.02 },
  };
  const makePost = () => {
    const { picture, readings } = toNumberReadings(reading, bytes, "a.png", context);
    return { readings, pictures: picture ? [picture] : [] };
  };
  for (const concurrency of [1, 8, 64]) {
    await addMany(store, makePost, 500, concurrency);
    const count = concurrency === 1 ? 1000 : Number(values.readings);
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    await addMany(store, makePost, count, concurrency);
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - start) / 1000;
    const ms = (user + system) / 1000 / count;
    console.log(
      `${concurrency} at a time: ${ms.toFixed(3)} ms of processor time a reading, ${Math.round(count / seconds)} a second`,
    );
  }
  await store.close();
}

async function addMany(
  store: ReadingStore,
  makePost: () => Parameters<ReadingStore["add"]>[0],
  count: number,
  concurrency: number,
) {
  let left = count;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) await store.add(makePost());
    }),
  );
}

/** A page near to the start and one far into a list, and the memory that an export of all takes. */
async function measurePages(): Promise<void> {
  const store = await openReadingStore({ readings: address, keepPictures: "none" });
  const rows = Number(values.rows);
  const start = performance.now();
  for (let at = 0; at < rows; at += 1000) {
    const readings = Array.from({ length: 1000 }, (_, i) =>
      createStoredReading({
        text: String((at + i) % 9999),
        batch: `b${at % 50_000}`,
        status: i % 20 === 0 ? "review" : "accepted",
      }),
    );
    await store.add({ readings, pictures: [] });
  }
  console.log(`${rows} rows in ${Math.round((performance.now() - start) / 1000)} s`);
  const far = createIdOfPage(await idsOf(store), 10_000);
  for (const [name, list] of [
    ["page 1", () => store.list({}, 50)],
    ["page 10,000", () => store.list({}, 50, far)],
    ["page 10,000 of a status", () => store.list({ status: "accepted" }, 50, far)],
    ["page 10,000 of an owner", () => store.list({ owner: "ada" }, 50, far)],
    ["page 1 of a text", () => store.list({ text: "142" }, 50)],
    ["page 1 of a batch and status", () => store.list({ batch: "b1000", status: "review" }, 50)],
    ["counts", () => store.count()],
    ["a claim of 10", () => store.claim({ by: "eve", limit: 10, forMs: 60_000, status: "review" })],
  ] as const) {
    const times: number[] = [];
    for (let i = 0; i < 21; i++) {
      const before = performance.now();
      await list();
      times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    console.log(`${name}: ${times[10].toFixed(1)} ms (median of 21), at most ${times[20].toFixed(1)} ms`);
  }
  await measureExport(store, rows);
  await store.close();
}

async function measureExport(store: ReadingStore, rows: number): Promise<void> {
  const settings = { ...readSettings([], {}), logLevel: "critical" as const };
  const app = createApp({ reader: createFakeReader() }, settings, { store });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  await (await fetch(`${url}/v1/readings/export?text=142`)).text();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const start = performance.now();
  let bytes = 0;
  for await (const chunk of (await fetch(`${url}/v1/readings/export`)).body!) bytes += chunk.length;
  clearInterval(watch);
  const seconds = (performance.now() - start) / 1000;
  const more = (peak - before) / 1e6;
  console.log(
    `export of ${rows}: ${seconds.toFixed(1)} s, ${Math.round(bytes / 1e6)} MB, ${more.toFixed(0)} MB more memory (client included)`,
  );
  await app.close();
}

async function idsOf(store: ReadingStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of store.readAll({})) {
    for (const { id } of page) if (ids.push(id) > 500_000) return ids;
  }
  return ids;
}

function createIdOfPage(ids: readonly string[], page: number): string {
  return ids[(page - 1) * 50 - 1] ?? ids.at(-1) ?? createId();
}

/** Kills another process while it adds readings, or a server while clients send images, over and over. */
async function measureKills(): Promise<void> {
  let [told, lost, orphans] = [0, 0, 0];
  const rounds = Number(values.rounds);
  const pictures = mkdtempSync(join(folder, "pictures-"));
  const image = new Uint8Array(readFileSync(join(import.meta.dirname, "../test_images/042.png")));
  for (let round = 0; round < rounds; round++) {
    const [keepPictures, afterMs] = [round % 2 === 0 ? "store" : pictures, Math.random() * 200];
    const result = values.serve
      ? await killWhileServing(address, keepPictures, image, afterMs)
      : await killWhileAdding(address, keepPictures, afterMs);
    if (result.told === 0) throw new Error("Nothing was kept before the kill: this round says nothing.");
    told += result.told;
    lost += result.lost;
    orphans += result.orphans;
  }
  console.log(`${rounds} times killed: ${told} readings told to be kept, ${lost} lost, ${orphans} pictures alone`);
}
