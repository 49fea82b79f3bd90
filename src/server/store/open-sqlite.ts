import { Worker } from "node:worker_threads";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { PredictorError } from "../../errors.ts";
import { type Database, UniqueViolation } from "./database.ts";
import type {
  FromSqliteThread,
  SqliteFailure,
  SqliteQuery,
  SqliteResult,
  SqliteThreadData,
  ToSqliteThread,
} from "./sqlite-thread.ts";
import type { Tables } from "./tables.ts";

const LOCK_TIMEOUT_MS = 5000;
/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
/** What is wrong, for each code that time or the operator can put right. */
const AWAY: Readonly<Record<number, string>> = {
  [BUSY]: "another program holds the lock of its file",
  [LOCKED]: "another program holds the lock of its file",
  [READONLY]: "its file or folder is read-only",
  10: "its disk can't be read or written",
  11: "its file is damaged",
  [FULL]: "its disk is full",
  [CANTOPEN]: "its file can't be opened",
  26: "its file is no SQLite database",
};

interface Waiting {
  readonly resolve: (results: readonly SqliteResult[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens a SQLite file, or makes it, with the newest tables. It is written in a thread of its own.
 *
 * @throws PredictorError `store_unusable` where it can't be opened, is damaged, of a newer version or of something else
 */
export async function openSqlite(file: string, lockTimeoutMs: number = LOCK_TIMEOUT_MS): Promise<Database> {
  const thread = new Worker(new URL(`sqlite-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: { file, lockTimeoutMs } satisfies SqliteThreadData,
    execArgv: ["--disable-warning=ExperimentalWarning"], // Node 22 and 24 say so of node:sqlite, which has all that is needed
  });
  const exited = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  const waiting = new Map<number, Waiting>();
  let sent = 0;
  let isEnded = false;
  await new Promise<void>((resolve, reject) => {
    thread.once("message", (message: FromSqliteThread) => {
      if ("opened" in message) resolve();
      else if ("error" in message) reject(unusable(file, message.error));
    });
    thread.once("error", (error) => reject(unusable(file, { message: error.message, code: undefined })));
  }).catch(async (error) => {
    await thread.terminate();
    throw error;
  });

  thread.on("message", (message: FromSqliteThread) => {
    if (!("id" in message) || message.id === undefined) return;
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if ("results" in message) asked?.resolve(message.results);
    else asked?.reject(toError(message.error));
    if (waiting.size === 0) thread.unref();
  });
  const end = () => {
    isEnded = true;
    for (const { reject } of waiting.values()) reject(away("it has been closed"));
    waiting.clear();
  };
  thread.on("error", end);
  thread.on("exit", end);
  thread.unref();

  function ask(queries: readonly CompiledQuery[], isTransaction: boolean): Promise<readonly SqliteResult[]> {
    if (isEnded) return Promise.reject(away("it has been closed"));
    return new Promise((resolve, reject) => {
      const id = sent++;
      waiting.set(id, { resolve, reject });
      thread.ref();
      const moved: ArrayBuffer[] = [];
      const message = { id, queries: queries.map((query) => toSqliteQuery(query, moved)), isTransaction };
      thread.postMessage({ ...message, sentMs: Date.now() } satisfies ToSqliteThread, moved);
    });
  }

  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => createDriver(async (query) => (await ask([query], false))[0]),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  return {
    locksRows: false, // there is one writer at a time
    db,
    async commit(queries) {
      await ask(queries, true);
    },
    async close() {
      await db.destroy();
      if (!isEnded) {
        thread.ref();
        thread.postMessage({ close: true } satisfies ToSqliteThread);
      }
      await exited;
    },
  };
}

/** Queries of one connection, one after another; transactions go by `Database.commit`. */
function createDriver(run: (query: CompiledQuery) => Promise<SqliteResult>): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, changes } = await run(query);
      return { rows: rows as R[], numAffectedRows: BigInt(changes) };
    },
    streamQuery: refuse,
  };
  return {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: async () => refuse(),
    commitTransaction: async () => refuse(),
    rollbackTransaction: async () => refuse(),
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  };
}

function refuse(): never {
  throw new Error("Transactions go by Database.commit, and rows by pages.");
}

/**
 * Bytes are copied once and moved: a message would copy all of the memory that they lie in, such as the whole body of a request.
 *
 * @param moved to which the copies are added
 */
function toSqliteQuery({ sql, parameters }: CompiledQuery, moved: ArrayBuffer[]): SqliteQuery {
  const copied = parameters.map((parameter) => {
    if (!(parameter instanceof Uint8Array)) return parameter;
    const copy = new Uint8Array(parameter);
    moved.push(copy.buffer);
    return copy;
  });
  return { sql, parameters: copied };
}

function toError({ message, code }: SqliteFailure): Error {
  if (code === undefined) return new Error(message);
  const primary = code & 0xff;
  if (primary === CONSTRAINT) return new UniqueViolation(message);
  const reason = AWAY[primary];
  return reason === undefined ? new Error(message) : away(reason);
}

function away(reason: string): PredictorError {
  return new PredictorError(
    "store_unavailable",
    `Readings can't be stored or found for now: ${reason}. Try again later.`,
  );
}

function unusable(file: string, { message, code }: SqliteFailure): PredictorError {
  const reason = code === undefined ? message : (AWAY[code & 0xff] ?? message);
  return new PredictorError("store_unusable", `--readings ${file} can't be used: ${reason}.`);
}
