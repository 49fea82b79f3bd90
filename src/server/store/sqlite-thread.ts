import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { MIGRATIONS } from "./migrations.ts";

// The thread that has the SQLite file open: its other half is `open-sqlite.ts`. A disk that is slow, or another program that holds the
// file's lock, holds up this thread and not the one that answers requests.

export interface SqliteThreadData {
  readonly file: string;
  /** How long a query may wait for a lock, from the time it was sent. */
  readonly lockTimeoutMs: number;
}

export interface SqliteQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export type ToSqliteThread =
  | {
      readonly id: number;
      readonly queries: readonly SqliteQuery[];
      /** All of them or none. */
      readonly isTransaction: boolean;
      /** `Date.now()` when it was sent. */
      readonly sentMs: number;
    }
  | { readonly close: true };

export interface SqliteResult {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

export type FromSqliteThread =
  | { readonly opened: true }
  | { readonly id: number; readonly results: readonly SqliteResult[] }
  /** Without an id, of opening. */
  | { readonly id?: number; readonly error: SqliteFailure };

export interface SqliteFailure {
  readonly message: string;
  /** SQLite's extended result code (https://www.sqlite.org/rescode.html), or undefined where the error isn't SQLite's. */
  readonly code: number | undefined;
}

/** "nump" in ASCII, so that the file says what it is (https://www.sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x6e756d70;
const MAX_STATEMENTS = 200;

const { file, lockTimeoutMs } = workerData as SqliteThreadData;
const tell = (message: FromSqliteThread) => parentPort!.postMessage(message);

try {
  serve(open());
} catch (error) {
  tell({ error: toFailure(error) });
}

function open(): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: lockTimeoutMs, enableForeignKeyConstraints: false });
  checkTables(database); // before anything is changed
  // Durable: what was committed is there after a loss of power. What is deleted is overwritten.
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16000",
  );
  migrate(database);
  return database;
}

/** Under the write lock, so that of several processes one does it. */
function migrate(database: DatabaseSync): void {
  if (readPragma(database, "user_version") === MIGRATIONS.length && isOurs(database)) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const { sqlite } of MIGRATIONS.slice(checkTables(database))) for (const sql of sqlite) database.exec(sql);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** @returns the version of its tables, 0 where there are none. @throws Error where they aren't ours, or newer */
function checkTables(database: DatabaseSync): number {
  const version = readPragma(database, "user_version");
  // Whose it is comes last: another process may make its tables at this moment, and says in the same transaction that they are ours.
  if ((version > 0 || hasTables(database)) && !isOurs(database)) {
    throw new Error("it is a database of something else. Name another file");
  }
  if (version <= MIGRATIONS.length) return version;
  throw new Error(`it was written by a newer version (its tables are ${version}, known are ${MIGRATIONS.length})`);
}

function isOurs(database: DatabaseSync): boolean {
  return readPragma(database, "application_id") === APPLICATION_ID;
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() !== undefined;
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function serve(database: DatabaseSync): void {
  const statements = new Map<string, StatementSync>();
  let timeoutMs = lockTimeoutMs;

  function prepare(sql: string): StatementSync {
    let statement = statements.get(sql);
    if (statement === undefined) {
      if (statements.size === MAX_STATEMENTS) statements.delete(statements.keys().next().value!);
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  }

  function run({ sql, parameters }: SqliteQuery): SqliteResult {
    const statement = prepare(sql);
    if (statement.columns().length > 0) {
      const rows = statement.all(...(parameters as SQLInputValue[]));
      return { rows, changes: rows.length };
    }
    return { rows: [], changes: Number(statement.run(...(parameters as SQLInputValue[])).changes) };
  }

  function runAll(queries: readonly SqliteQuery[], isTransaction: boolean): SqliteResult[] {
    if (!isTransaction) return queries.map(run);
    database.exec("BEGIN IMMEDIATE");
    try {
      const results = queries.map(run);
      database.exec("COMMIT");
      return results;
    } catch (error) {
      rollBack(database);
      throw error;
    }
  }

  /** What waited behind others for this thread doesn't wait as long again for the lock. */
  function limitWait(sentMs: number): void {
    const leftMs = Math.max(0, lockTimeoutMs - Math.max(0, Date.now() - sentMs));
    if (Math.abs(leftMs - timeoutMs) < lockTimeoutMs / 20) return;
    timeoutMs = leftMs;
    database.exec(`PRAGMA busy_timeout = ${Math.round(timeoutMs)}`);
  }

  parentPort!.on("message", (message: ToSqliteThread) => {
    if ("close" in message) {
      statements.clear();
      closeQuietly(database);
      parentPort!.close();
      return;
    }
    const { id, queries, isTransaction, sentMs } = message;
    try {
      limitWait(sentMs);
      tell({ id, results: runAll(queries, isTransaction) });
    } catch (error) {
      tell({ id, error: toFailure(error) });
    }
  });
  tell({ opened: true });
}

function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec("ROLLBACK");
  } catch {
    // SQLite has rolled back by itself, as it does where the disk is full
  }
}

function closeQuietly(database: DatabaseSync): void {
  try {
    database.exec("PRAGMA optimize");
  } catch {
    // only advice for the planner
  }
  try {
    database.close();
  } catch {
    // whatever was committed is on the disk
  }
}

function toFailure(error: unknown): SqliteFailure {
  const { message, errcode } = error as Error & { errcode?: number };
  return { message, code: errcode };
}
