import { type CompiledQuery, Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { PredictorError } from "../../errors.ts";
import { type Database, UniqueViolation } from "./database.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { Tables } from "./tables.ts";

const MAX_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 5000;
const LOCK_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 20_000;
/** "nump" in ASCII: the lock of whoever changes the tables. */
const MIGRATION_LOCK = 0x6e756d70;
const INT8 = 20;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = "23505";
const READ_ONLY = "25006";
const DISK_FULL = "53100";
const LOCK_NOT_AVAILABLE = "55P03";
const QUERY_CANCELED = "57014";

/**
 * Opens a PostgreSQL database, with the newest tables. Where the server doesn't answer, it is tried again at the next query.
 *
 * @param onAway told where the server doesn't answer now
 * @param address `postgres://user:password@host:5432/database`
 * @throws PredictorError `store_unusable` where the tables are of a newer version
 */
export async function openPostgres(
  address: string,
  onAway: (error: PredictorError) => void = () => undefined,
): Promise<Database> {
  const pool = createPool(address);
  let migration: Promise<void> | undefined;

  /** Once; again where it failed. */
  async function ready(): Promise<void> {
    migration ??= migrate(pool);
    try {
      await migration;
    } catch (error) {
      migration = undefined;
      throw toError(error);
    }
  }

  async function connect(): Promise<pg.PoolClient> {
    await ready();
    try {
      return await pool.connect();
    } catch (error) {
      throw toError(error);
    }
  }

  await ready().catch((error) => {
    if (!(error instanceof PredictorError) || error.code !== "store_unavailable") throw error;
    onAway(error);
  });

  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: connectForKysely, end: async () => undefined } }),
  });

  /** Errors of queries become ours here too. */
  async function connectForKysely() {
    const client = await connect();
    return {
      query: async (sql: string, parameters: readonly unknown[]) => {
        try {
          return await client.query(sql, [...parameters]);
        } catch (error) {
          throw toError(error);
        }
      },
      release: () => client.release(),
    } as never;
  }

  return {
    db,
    locksRows: true,
    async commit(queries) {
      const client = await connect();
      let failure: unknown;
      try {
        await runTransaction(client, queries);
      } catch (error) {
        failure = error;
        throw toError(error);
      } finally {
        // One that is broken, or may still be in a transaction, isn't used again.
        client.release(failure !== undefined && !isOfServer(failure));
      }
    },
    async close() {
      await db.destroy();
      await pool.end();
    },
  };
}

function createPool(address: string): pg.Pool {
  try {
    const pool = new pg.Pool({
      connectionString: address,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      keepAlive: true,
      application_name: "number-predictor",
      pipeline: true,
      allowExitOnIdle: true,
      types: {
        getTypeParser: (type: number, format?: "text" | "binary") =>
          type === INT8 ? Number : pg.types.getTypeParser(type, format),
      } as never,
    });
    // A connection has gone: another follows when one is needed, and whoever was using it is told by its query.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
    return pool;
  } catch {
    throw new PredictorError(
      "store_unusable",
      "--readings is no address of a PostgreSQL database: postgres://USER@HOST/DATABASE.",
    );
  }
}

/** Under a lock, so that of several processes one does it, and in one transaction. */
async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  let isSound = false;
  try {
    if (await isCurrent(client)) {
      isSound = true; // nothing to write, which a replica may not
      return;
    }
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query("CREATE TABLE IF NOT EXISTS reading_tables (version integer NOT NULL)");
    const { rows } = await client.query("SELECT version FROM reading_tables");
    const version: number = rows[0]?.version ?? 0;
    if (version > MIGRATIONS.length) {
      const reason = `it was written by a newer version (its tables are ${version}, known are ${MIGRATIONS.length})`;
      throw new PredictorError("store_unusable", `The database of --readings can't be used: ${reason}.`);
    }
    for (const { postgres } of MIGRATIONS.slice(version)) for (const sql of postgres) await client.query(sql);
    if (rows.length === 0) await client.query("INSERT INTO reading_tables VALUES ($1)", [MIGRATIONS.length]);
    else await client.query("UPDATE reading_tables SET version = $1", [MIGRATIONS.length]);
    await client.query("COMMIT");
    isSound = true;
  } finally {
    client.release(!isSound); // closing it rolls back
  }
}

async function isCurrent(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('reading_tables') IS NOT NULL AS exists");
  if (!rows[0].exists) return false;
  return (await client.query("SELECT version FROM reading_tables")).rows[0]?.version === MIGRATIONS.length;
}

async function runTransaction(client: pg.PoolClient, queries: readonly CompiledQuery[]): Promise<void> {
  const results = await Promise.allSettled([
    client.query("BEGIN"),
    ...queries.map(({ sql, parameters }) => client.query(sql, [...parameters])),
    client.query("COMMIT"), // rolls back after an error
  ]);
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

/** Whether the server has answered, and the connection is as good as before. */
function isOfServer(error: unknown): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === "string" && code.length === 5 && severity === "ERROR";
}

function toError(error: unknown): Error {
  if (error instanceof PredictorError) return error;
  const { code = "", severity, message } = error as { code?: string; severity?: string; message: string };
  if (code === UNIQUE_VIOLATION) return new UniqueViolation(message);
  if (code === READ_ONLY) return away("its database is read-only");
  if (code === DISK_FULL) return away("its disk is full");
  if (code === LOCK_NOT_AVAILABLE || code === QUERY_CANCELED) return away("its database is locked or too busy");
  // Of class 08 (connection), 53 (resources), 57 (going down or starting) and all that come from no server at all.
  if (severity === undefined || severity !== "ERROR" || /^(08|53|57)/.test(code))
    return away("its database doesn't answer");
  return error as Error;
}

function away(reason: string): PredictorError {
  return new PredictorError(
    "store_unavailable",
    `Readings can't be stored or found for now: ${reason}. Try again later.`,
  );
}
