import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, openReadingStore } from "../../src/server/store/open-reading-store.ts";
import { isId } from "../../src/server/store/reading-id.ts";
import { startServer } from "./start-server.ts";

const CLIENTS = 8;
const CHILD = join(import.meta.dirname, "add-until-killed.ts");
/** Later than any crash leaves something to be cleaned up. */
const LATER_MS = 3_600_000;

export interface KillResult {
  /** Readings that were told to be kept before the kill. */
  readonly told: number;
  /** Of these, those that aren't there. */
  readonly lost: number;
  /** Pictures without a reading, or readings without their picture. */
  readonly orphans: number;
}

/**
 * Has another process add readings, kills it after some have been told to be kept, and looks at what is there.
 *
 * @param afterMs from the first told reading to the kill
 */
export async function killWhileAdding(readings: string, keepPictures: string, afterMs: number): Promise<KillResult> {
  const child = spawn(process.execPath, [CHILD, readings, keepPictures], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    if (output === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
    output += text;
  });
  await new Promise((resolve) => child.once("close", resolve));
  const told = output.split("\n").slice(0, -1);
  return await lookAfterKill(readings, keepPictures, told);
}

/**
 * As `killWhileAdding`, of a whole `number-predictor serve` that several clients send an image to.
 *
 * @param afterMs from the first 201 to the kill
 */
export async function killWhileServing(
  readings: string,
  keepPictures: string,
  image: Uint8Array<ArrayBuffer>,
  afterMs: number,
): Promise<KillResult> {
  const server = await startServer({ after: () => undefined }, [
    ...["--readings", readings, "--keep-pictures", keepPictures, "--no-access-log"],
  ]);
  const told: string[] = [];
  const client = async () => {
    for (;;) {
      const answer = await fetch(`${server.url}/v1/readings`, { method: "POST", body: image }).catch(() => undefined);
      if (answer?.status !== 201) return;
      const body = await answer.json().catch(() => undefined);
      if (body === undefined) return;
      if (told.length === 0) setTimeout(() => server.process.kill("SIGKILL"), afterMs);
      told.push(
        ...body.results.flatMap((result: { readings: { id: string }[] }) => result.readings.map(({ id }) => id)),
      );
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  server.process.kill("SIGKILL"); // where it has answered nothing
  await server.ended;
  return await lookAfterKill(readings, keepPictures, told);
}

/** What is there of that which was told, and what is there without its other half; then all is deleted. */
async function lookAfterKill(readings: string, keepPictures: string, told: readonly string[]): Promise<KillResult> {
  const store = await openReadingStore({ readings, keepPictures }, { now: () => Date.now() + LATER_MS });
  try {
    await store.cleanUp(0);
    const pictures = new Set<string>();
    const kept = new Set<string>();
    let orphans = 0;
    for await (const page of store.readAll({})) {
      for (const { id, pictureId } of page) {
        kept.add(id);
        pictures.add(pictureId!);
        const bytes = (await store.findPicture(pictureId!))?.bytes;
        if (bytes === undefined || !isWhole(bytes)) orphans++;
      }
    }
    orphans += await countPicturesAlone(readings);
    if (keepPictures !== "store") orphans += listFiles(keepPictures).filter((file) => !pictures.has(file)).length;
    const lost = told.filter((id) => !kept.has(id)).length;
    await store.deleteAll({});
    return { told: told.length, lost, orphans };
  } finally {
    await store.close();
  }
}

/** What `add-until-killed.ts` writes, or a PNG to its end. */
function isWhole(bytes: Uint8Array): boolean {
  return bytes.length === 3000 || Buffer.from(bytes.subarray(-8, -4)).toString("latin1") === "IEND";
}

async function countPicturesAlone(readings: string): Promise<number> {
  const { db, close } = await openDatabase(readings);
  const alone = await db
    .selectFrom("pictures")
    .leftJoin("readings", "readings.picture_id", "pictures.id")
    .select("pictures.id")
    .where("readings.id", "is", null)
    .execute();
  await close();
  return alone.length;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.split("/").at(-1)!)
    .filter((name) => isId(name) || name.endsWith(".part"));
}
