import { type CompiledQuery, type ExpressionBuilder, type SelectQueryBuilder, sql } from "kysely";
import { createWriteQueue } from "./create-write-queue.ts";
import type { Database } from "./database.ts";
import { firstIdAt, timeOfId } from "./reading-id.ts";
import {
  type AuditCount,
  type Claim,
  type Post,
  type ReadingFilter,
  type ReadingStore,
  type Review,
  STATUSES,
  type StoredPicture,
  type StoredReading,
} from "./reading-store.ts";
import type { PictureRow, PostRow, ReadingRow, Tables } from "./tables.ts";
import { fromReading, toReading } from "./to-reading.ts";

/** Rows that are read at a time where all are wanted. */
const ROWS_AT_A_TIME = 500;
/** Rows of one statement, so that its parameters stay below the bounds of both databases. */
const ROWS_OF_STATEMENT = 250;

/** A request that named itself can be repeated for so long. */
const POST_KEPT_MS = 24 * 3_600_000;
/** The reading of a picture in a folder comes after it: what has none for so long is left from a crash. */
const ORPHAN_AFTER_MS = 600_000;

/** Where the bytes of pictures are, if not in the database. */
export interface PictureFiles {
  write(picture: StoredPicture): Promise<void>;
  read(id: string): Promise<Uint8Array | undefined>;
  /** Does nothing where it is gone already. */
  delete(id: string): Promise<void>;
  /** The ids of all files, also of those that were only begun, some at a time. */
  list(): AsyncIterable<readonly string[]>;
}

/** @param now milliseconds since the Unix epoch */
export function createReadingStore(
  database: Database,
  files?: PictureFiles,
  now: () => number = Date.now,
): ReadingStore {
  const { db } = database;
  const writes = createWriteQueue(database, compilePosts);

  function compilePosts(posts: readonly Post[]): CompiledQuery[] {
    const createdAt = now();
    const pictures = posts.flatMap((post) =>
      post.pictures.map(({ id, mediaType, bytes }): PictureRow => {
        return { id, media_type: mediaType, bytes: files === undefined ? bytes : null };
      }),
    );
    const readings = posts.flatMap((post) =>
      post.readings.map((reading) => fromReading(reading, post.repeatable?.key ?? null)),
    );
    const repeatable = posts.flatMap(({ repeatable: one }): PostRow[] =>
      one === undefined ? [] : [{ ...one, created_at: createdAt }],
    );
    return [
      ...inParts(repeatable).map((rows) => db.insertInto("posts").values(rows).compile()),
      ...inParts(pictures).map((rows) => db.insertInto("pictures").values(rows).compile()),
      ...inParts(readings).map((rows) => db.insertInto("readings").values(rows).compile()),
    ];
  }

  function select(filter: ReadingFilter, limit: number, after: string | undefined) {
    return narrow(db.selectFrom("readings").selectAll(), filter)
      .$if(after !== undefined, (query) => query.where("id", "<", after!))
      .orderBy("id", "desc")
      .limit(limit);
  }

  async function list(filter: ReadingFilter, limit: number, after?: string) {
    const rows = await select(filter, limit + 1, after).execute();
    const items = rows.slice(0, limit).map(toReading);
    return { items, next: rows.length > limit ? items.at(-1)!.id : null };
  }

  async function* readAll(filter: ReadingFilter) {
    for (let after: string | undefined; ; ) {
      const { items, next } = await list(filter, ROWS_AT_A_TIME, after);
      if (items.length > 0) yield items;
      if (next === null) return;
      after = next;
    }
  }

  async function find(id: string, owner?: string): Promise<StoredReading | undefined> {
    const row = await findRow(id, owner);
    return row && toReading(row);
  }

  function findRow(id: string, owner: string | undefined): Promise<ReadingRow | undefined> {
    return db
      .selectFrom("readings")
      .selectAll()
      .where("id", "=", id)
      .$if(owner !== undefined, (query) => query.where("owner", "=", owner!))
      .executeTakeFirst();
  }

  async function claim({ by, limit, forMs, status, kind, batch }: Claim): Promise<StoredReading[]> {
    const nowMs = now();
    const free = db
      .selectFrom("readings")
      .select("id")
      .where("queue_status", "=", status)
      .where((is) => is.or([is("claimed_until", "is", null), is("claimed_until", "<=", nowMs)]))
      .$if(kind !== undefined, (query) => query.where("kind", "=", kind!))
      .$if(batch !== undefined, (query) => query.where("batch", "=", batch!))
      .orderBy("id")
      .limit(limit)
      .$call((query) => (database.locksRows ? query.forUpdate().skipLocked() : query));
    const rows = await db
      .updateTable("readings")
      .set({ claimed_by: by, claimed_until: nowMs + forMs })
      .where("id", "in", free)
      .returningAll()
      .execute();
    return rows.map(toReading).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async function review(id: string, { text, by, version, owner }: Review) {
    const status = (is: ExpressionBuilder<Tables, "readings">) =>
      is
        .case()
        .when(sql<boolean>`read_text IS NOT DISTINCT FROM ${sql.val(text)}`)
        .then("confirmed")
        .else("corrected")
        .end();
    const row = await db
      .updateTable("readings")
      .set((is) => ({
        ...{ text, status: status(is), queue_status: status(is) },
        ...{ reviewed_at: now(), reviewed_by: by, claimed_by: null, claimed_until: null },
        version: is("version", "+", 1),
      }))
      .where("id", "=", id)
      .$if(owner !== undefined, (query) => query.where("owner", "=", owner!))
      .$if(version !== undefined, (query) => query.where("version", "=", version!))
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return toReading(row);
    return (await findRow(id, owner)) === undefined ? "missing" : "changed";
  }

  async function deleteOne(id: string, { owner, version }: Pick<Review, "owner" | "version"> = {}) {
    const row = await findRow(id, owner);
    if (row === undefined) return "missing";
    if (version !== undefined && row.version !== version) return "changed";
    await deleteRows([row]);
    return "deleted";
  }

  async function deleteAll(filter: ReadingFilter): Promise<number> {
    let deleted = 0;
    for (let after: string | undefined; ; ) {
      const rows = await select(filter, ROWS_OF_STATEMENT, after).execute();
      if (rows.length === 0) return deleted;
      await deleteRows(rows);
      deleted += rows.length;
      after = rows.at(-1)!.id;
    }
  }

  /** With the pictures that no other reading is of, and what was answered to the requests that they came with. */
  async function deleteRows(rows: readonly ReadingRow[]): Promise<void> {
    const ids = rows.map(({ id }) => id);
    const pictureIds = [...new Set(rows.map(({ picture_id: id }) => id).filter((id) => id !== null))];
    const posts = rows.filter(({ post_key: key }) => key !== null);
    const queries: CompiledQuery[] = [];
    // Else two that delete the last two readings of a picture at the same time would each leave it to the other.
    if (database.locksRows && pictureIds.length > 0) {
      queries.push(
        db.selectFrom("pictures").select("id").where("id", "in", pictureIds).orderBy("id").forUpdate().compile(),
      );
    }
    queries.push(db.deleteFrom("readings").where("id", "in", ids).compile());
    for (const { owner, post_key: key } of posts) {
      queries.push(db.deleteFrom("posts").where("owner", "=", owner).where("key", "=", key!).compile());
    }
    if (pictureIds.length > 0) {
      const used = db.selectFrom("readings").select("picture_id").where("picture_id", "in", pictureIds);
      const unused = db
        .deleteFrom("pictures")
        .where("id", "in", pictureIds)
        .where("id", "not in", used.$castTo<never>());
      queries.push(unused.compile());
    }
    await database.commit(queries);
    if (files === undefined || pictureIds.length === 0) return;
    const kept = await db.selectFrom("pictures").select("id").where("id", "in", pictureIds).execute();
    const left = new Set(kept.map(({ id }) => id));
    for (const id of pictureIds) if (!left.has(id)) await files.delete(id);
  }

  async function cleanUp(retainMs: number): Promise<void> {
    const nowMs = now();
    if (retainMs > 0) await deleteAll({ toMs: nowMs - retainMs });
    await db
      .deleteFrom("posts")
      .where("created_at", "<", nowMs - POST_KEPT_MS)
      .execute();
    for await (const ids of files?.list() ?? []) {
      const old = ids.filter((id) => timeOfId(id) < nowMs - ORPHAN_AFTER_MS);
      for (let at = 0; at < old.length; at += ROWS_OF_STATEMENT) {
        const part = old.slice(at, at + ROWS_OF_STATEMENT);
        const rows = await db.selectFrom("pictures").select("id").where("id", "in", part).execute();
        const kept = new Set(rows.map(({ id }) => id));
        for (const id of part) if (!kept.has(id)) await files!.delete(id);
      }
    }
  }

  async function count({ owner }: Pick<ReadingFilter, "owner"> = {}) {
    const column = owner === undefined ? "queue_status" : "status";
    const rows = await db
      .selectFrom("readings")
      .select((is) => [`${column} as status`, is.fn.countAll().as("readings")] as const)
      .$if(owner !== undefined, (query) => query.where("owner", "=", owner!))
      .groupBy(column)
      .execute();
    const counted = new Map(rows.map(({ status, readings }) => [status, Number(readings)]));
    const byStatus = Object.fromEntries(STATUSES.map((status) => [status, counted.get(status) ?? 0]));
    return { byStatus: byStatus as Record<(typeof STATUSES)[number], number>, audits: await countAudits(owner) };
  }

  async function countAudits(owner: string | undefined): Promise<AuditCount[]> {
    const rows = await db
      .selectFrom("readings")
      .select((is) => [
        ...(["kind", "model_name", "model_version", "max_error"] as const),
        is.fn.countAll().as("audited"),
        is.fn.countAll().filterWhere("status", "in", ["confirmed", "corrected"]).as("reviewed"),
        is.fn.countAll().filterWhere("status", "=", "corrected").as("wrong"),
      ])
      .where("audited", "=", sql.lit(1))
      .$if(owner !== undefined, (query) => query.where("owner", "=", owner!))
      .groupBy(["kind", "model_name", "model_version", "max_error"])
      .orderBy("kind")
      .orderBy("model_name")
      .orderBy("model_version")
      .orderBy("max_error")
      .execute();
    return rows.map((row) => ({
      kind: row.kind as AuditCount["kind"],
      model: { name: row.model_name, version: row.model_version },
      maxError: row.max_error,
      audited: Number(row.audited),
      reviewed: Number(row.reviewed),
      wrong: Number(row.wrong),
    }));
  }

  return {
    async add(post) {
      if (files !== undefined) await Promise.all(post.pictures.map((picture) => files.write(picture)));
      const isNew = await writes.add(post);
      if (!isNew && files !== undefined) await Promise.all(post.pictures.map(({ id }) => files.delete(id)));
      return isNew;
    },
    async findPost(owner, key) {
      const row = await db
        .selectFrom("posts")
        .select(["owner", "key", "hash", "response"])
        .where("owner", "=", owner)
        .where("key", "=", key)
        .executeTakeFirst();
      return row;
    },
    find,
    async findPicture(pictureId) {
      const row = await db.selectFrom("pictures").selectAll().where("id", "=", pictureId).executeTakeFirst();
      const bytes = row === undefined ? undefined : (row.bytes ?? (await files?.read(row.id)));
      return bytes && { id: pictureId, mediaType: row!.media_type, bytes };
    },
    list,
    readAll,
    claim,
    review,
    delete: deleteOne,
    deleteAll,
    count,
    cleanUp,
    close: () => database.close(),
  };
}

function narrow<O>(
  query: SelectQueryBuilder<Tables, "readings", O>,
  { owner, status, kind, fromMs, toMs, batch, text }: ReadingFilter,
): SelectQueryBuilder<Tables, "readings", O> {
  return query
    .$if(owner !== undefined, (all) => all.where("owner", "=", owner!))
    .$if(status !== undefined, (all) => all.where(owner === undefined ? "queue_status" : "status", "=", status!))
    .$if(kind !== undefined, (all) => all.where("kind", "=", kind!))
    .$if(fromMs !== undefined, (all) => all.where("id", ">=", firstIdAt(fromMs!)))
    .$if(toMs !== undefined, (all) => all.where("id", "<", firstIdAt(toMs!)))
    .$if(batch !== undefined, (all) => all.where("batch", "=", batch!))
    .$if(text !== undefined, (all) => all.where("text", "=", text!));
}

function inParts<Row>(rows: readonly Row[]): (readonly Row[])[] {
  const parts: (readonly Row[])[] = [];
  for (let at = 0; at < rows.length; at += ROWS_OF_STATEMENT) parts.push(rows.slice(at, at + ROWS_OF_STATEMENT));
  return parts;
}
