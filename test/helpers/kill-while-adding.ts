import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, openReadingStore } from "../../src/server/store/open-reading-store.ts";
import { isId } from "../../src/server/store/reading-id.ts";

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
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    timer ??= setTimeout(() => child.kill("SIGKILL"), afterMs);
  });
  await new Promise((resolve) => child.once("close", resolve));
  const told = output.split("\n").slice(0, -1);
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
        if ((await store.findPicture(pictureId!))?.bytes.length !== 3000) orphans++;
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
