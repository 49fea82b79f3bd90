import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { POSTGRES_SKIP, type PostgresServer, startPostgres } from "./start-postgres.ts";

export interface TestDatabases {
  /** Deleted after the tests. */
  readonly folder: string;
  /** The name of a SQLite file that isn't there yet. */
  createFile(): string;
  /** For tests that are skipped with `POSTGRES_SKIP`. */
  postgres(): PostgresServer;
  /** The address of a new and empty store, of each kind. */
  readonly createAddress: Readonly<Record<"SQLite" | "PostgreSQL", () => Promise<string>>>;
}

/** For the tests of a file: a folder for SQLite files, and a PostgreSQL server where there is one. */
export function startDatabases(): TestDatabases {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  let server: PostgresServer | undefined;
  before(() => {
    if (!POSTGRES_SKIP) server = startPostgres();
  });
  after(() => {
    server?.close();
    rmSync(folder, { recursive: true });
  });
  let files = 0;
  const createFile = () => join(folder, `${files++}.db`);
  const postgres = () => server!;
  return {
    folder,
    createFile,
    postgres,
    createAddress: { SQLite: async () => createFile(), PostgreSQL: () => postgres().createDatabase() },
  };
}
