import type { StoredReadingJson } from "./schemas/readings.ts";
import { timeOfId } from "./store/reading-id.ts";
import type { StoredReading } from "./store/reading-store.ts";

export interface JsonView {
  /** As reviewers see it: what is audited waits for review. */
  readonly forReviewer: boolean;
  /** Where the service is, for the links. */
  readonly rootPath: string;
}

export function toStoredReadingJson(reading: StoredReading, { forReviewer, rootPath }: JsonView): StoredReadingJson {
  const { id, kind, status, queueStatus, text, readText, confidence, decision, pictureId, reviewedAt } = reading;
  const self = `${rootPath}/v1/readings/${id}`;
  return {
    ...{ id, kind, created_at: toTime(timeOfId(id)), status: forReviewer ? queueStatus : status },
    ...{ text, confidence, decision, corrected_from: status === "corrected" ? readText : null },
    ...{ reviewed_at: reviewedAt === null ? null : toTime(reviewedAt), reviewed_by: reading.reviewedBy },
    ...{ batch: reading.batch, name: reading.name, max_error: reading.maxError, constraints: reading.constraints },
    ...{ box: reading.box, digits: [...reading.digits], model: reading.model, version: reading.version },
    links: { self, picture: pictureId === null ? null : `${self}/picture` },
  };
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
