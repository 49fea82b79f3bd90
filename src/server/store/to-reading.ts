import type { StoredReading } from "./reading-store.ts";
import type { ReadingRow } from "./tables.ts";

export function toReading(row: ReadingRow): StoredReading {
  return {
    id: row.id,
    owner: row.owner,
    kind: row.kind as StoredReading["kind"],
    status: row.status as StoredReading["status"],
    queueStatus: row.queue_status as StoredReading["queueStatus"],
    text: row.text,
    readText: row.read_text,
    confidence: row.confidence,
    decision: row.decision as StoredReading["decision"],
    maxError: row.max_error,
    isAudited: row.audited === 1,
    constraints: JSON.parse(row.constraints),
    box: row.box === null ? null : JSON.parse(row.box),
    digits: JSON.parse(row.digits),
    model: { name: row.model_name, version: row.model_version },
    batch: row.batch,
    name: row.name,
    pictureId: row.picture_id,
    reviewedAt: row.reviewed_at,
    reviewedBy: row.reviewed_by,
    version: row.version,
  };
}

/** @param postKey of the request that it came with, where that can be repeated */
export function fromReading(reading: StoredReading, postKey: string | null): ReadingRow {
  return {
    id: reading.id,
    owner: reading.owner,
    kind: reading.kind,
    status: reading.status,
    queue_status: reading.queueStatus,
    text: reading.text,
    read_text: reading.readText,
    confidence: reading.confidence,
    decision: reading.decision,
    max_error: reading.maxError,
    audited: reading.isAudited ? 1 : 0,
    constraints: JSON.stringify(reading.constraints),
    box: reading.box && JSON.stringify(reading.box),
    digits: JSON.stringify(reading.digits),
    model_name: reading.model.name,
    model_version: reading.model.version,
    batch: reading.batch,
    name: reading.name,
    picture_id: reading.pictureId,
    post_key: postKey,
    reviewed_at: reading.reviewedAt,
    reviewed_by: reading.reviewedBy,
    claimed_by: null,
    claimed_until: null,
    version: reading.version,
  };
}
