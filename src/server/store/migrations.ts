/** What `Tables` stands on, in steps that are never changed once they are released; each database has come through them in order. */
export interface Migration {
  readonly sqlite: readonly string[];
  readonly postgres: readonly string[];
}

/** Types that the databases call differently. */
interface Types {
  readonly id: string;
  readonly time: string;
  readonly share: string;
  readonly bytes: string;
  readonly end: string;
}

const SQLITE: Types = { id: "TEXT", time: "INTEGER", share: "REAL", bytes: "BLOB", end: " STRICT" };
const POSTGRES: Types = { id: "uuid", time: "bigint", share: "double precision", bytes: "bytea", end: "" };

const createTables = ({ id, time, share, bytes, end }: Types) => [
  `CREATE TABLE pictures (
    id ${id} PRIMARY KEY NOT NULL,
    media_type TEXT NOT NULL,
    bytes ${bytes}
  )${end}`,
  `CREATE TABLE readings (
    id ${id} PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    queue_status TEXT NOT NULL,
    text TEXT,
    read_text TEXT,
    confidence ${share},
    decision TEXT NOT NULL,
    max_error ${share} NOT NULL,
    audited INTEGER NOT NULL,
    constraints TEXT NOT NULL,
    box TEXT,
    digits TEXT NOT NULL,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    batch TEXT,
    name TEXT,
    picture_id ${id},
    post_key TEXT,
    reviewed_at ${time},
    reviewed_by TEXT,
    claimed_by TEXT,
    claimed_until ${time},
    version INTEGER NOT NULL
  )${end}`,
  `CREATE TABLE posts (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    hash TEXT NOT NULL,
    response TEXT NOT NULL,
    created_at ${time} NOT NULL,
    PRIMARY KEY (owner, key)
  )${end}`,
  // A list is in the order of ids, so that each index ends with it.
  "CREATE INDEX readings_by_owner ON readings (owner, id)",
  "CREATE INDEX readings_by_owner_status ON readings (owner, status, id)",
  "CREATE INDEX readings_by_queue_status ON readings (queue_status, id)",
  "CREATE INDEX readings_by_text ON readings (text, id) WHERE text IS NOT NULL",
  "CREATE INDEX readings_by_batch ON readings (batch, id) WHERE batch IS NOT NULL",
  "CREATE INDEX readings_by_picture ON readings (picture_id) WHERE picture_id IS NOT NULL",
  "CREATE INDEX readings_audited ON readings (kind, model_name, model_version, max_error, status) WHERE audited = 1",
  "CREATE INDEX posts_by_time ON posts (created_at)",
];

export const MIGRATIONS: readonly Migration[] = [
  {
    sqlite: createTables(SQLITE),
    // Files of pictures are compressed already.
    postgres: [...createTables(POSTGRES), "ALTER TABLE pictures ALTER COLUMN bytes SET STORAGE EXTERNAL"],
  },
];
