import type { Settings } from "../settings.ts";
import { createReadingStore } from "./create-reading-store.ts";
import type { Database } from "./database.ts";
import { openPictureFolder } from "./open-picture-folder.ts";
import type { ReadingStore } from "./reading-store.ts";

/** Where readings are kept: what `--readings` and `--keep-pictures` say. */
export type StoreSettings = Pick<Settings, "readings" | "keepPictures">;

/**
 * Opens what `--readings` names: a SQLite file, which is made where there is none, or a PostgreSQL database. Its tables are brought up
 * to date. A PostgreSQL server that doesn't answer is tried again with each request.
 *
 * @throws PredictorError `store_unusable`
 */
export async function openReadingStore({ readings, keepPictures }: StoreSettings): Promise<ReadingStore> {
  const database = await openDatabase(readings);
  const isFolder = keepPictures !== "store" && keepPictures !== "none";
  return createReadingStore(database, isFolder ? await openPictureFolder(keepPictures) : undefined);
}

async function openDatabase(address: string): Promise<Database> {
  if (/^postgres(ql)?:\/\//i.test(address)) {
    const { openPostgres } = await import("./open-postgres.ts");
    return await openPostgres(address);
  }
  const { openSqlite } = await import("./open-sqlite.ts");
  return await openSqlite(address);
}
