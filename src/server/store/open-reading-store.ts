import type { PredictorError } from "../../errors.ts";
import type { Settings } from "../settings.ts";
import { createReadingStore } from "./create-reading-store.ts";
import type { Database } from "./database.ts";
import { openPictureFolder } from "./open-picture-folder.ts";
import type { ReadingStore } from "./reading-store.ts";

/** Where readings are kept: what `--readings` and `--keep-pictures` say. */
export type StoreSettings = Pick<Settings, "readings" | "keepPictures">;

export interface StoreOptions {
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
  /** Told where a PostgreSQL server doesn't answer now. It is tried again with each request. */
  readonly onAway?: (error: PredictorError) => void;
}

/**
 * Opens what `--readings` names: a SQLite file, which is made where there is none, or a PostgreSQL database. Its tables are brought up
 * to date.
 *
 * @throws PredictorError `store_unusable`
 */
export async function openReadingStore(
  { readings, keepPictures }: StoreSettings,
  { now, onAway }: StoreOptions = {},
): Promise<ReadingStore> {
  const database = await openDatabase(readings, onAway);
  const isFolder = keepPictures !== "store" && keepPictures !== "none";
  return createReadingStore(database, isFolder ? await openPictureFolder(keepPictures) : undefined, now);
}

/** As `openReadingStore`, without what is known of readings. */
export async function openDatabase(address: string, onAway?: StoreOptions["onAway"]): Promise<Database> {
  if (/^postgres(ql)?:\/\//i.test(address)) {
    const { openPostgres } = await import("./open-postgres.ts");
    return await openPostgres(address, onAway);
  }
  const { openSqlite } = await import("./open-sqlite.ts");
  return await openSqlite(address);
}
