import type { CompiledQuery, Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** A database that is open, and has the newest tables. */
export interface Database {
  /** Whether `FOR UPDATE SKIP LOCKED` is known and of use. */
  readonly locksRows: boolean;
  /** Builds queries, and runs single ones. */
  readonly db: Kysely<Tables>;
  /**
   * Runs queries in one transaction, on the disk when it resolves.
   *
   * @throws UniqueViolation where a row is there already
   */
  commit(queries: readonly CompiledQuery[]): Promise<void>;
  close(): Promise<void>;
}

/** A row with the same key is there already; nothing was changed. */
export class UniqueViolation extends Error {
  override readonly name = "UniqueViolation";
}
