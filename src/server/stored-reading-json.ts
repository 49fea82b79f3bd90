import type { Box } from "../core/picture.ts";
import type { Decision } from "../core/reading.ts";
import { timeOfId } from "./store/reading-id.ts";
import type { DigitOfReading, Kind, Status, StoredReading } from "./store/reading-store.ts";

/** A stored reading as both write it: `/v1/readings` and `number-predictor readings`. */
export interface StoredReadingJson {
  readonly id: string;
  readonly kind: Kind;
  readonly created_at: string;
  readonly status: Status;
  readonly text: string | null;
  readonly confidence: number | null;
  readonly decision: Decision;
  /** What was read, where a person has corrected it. */
  readonly corrected_from: string | null;
  readonly reviewed_at: string | null;
  readonly reviewed_by: string | null;
  readonly batch: string | null;
  readonly name: string | null;
  readonly max_error: number;
  readonly constraints: Readonly<Record<string, string>>;
  readonly box: Box | null;
  readonly digits: readonly DigitOfReading[];
  readonly model: { readonly name: string; readonly version: string };
  readonly version: number;
  readonly links: { readonly self: string; readonly picture: string | null };
}

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
    ...{ box: reading.box, digits: reading.digits, model: reading.model, version: reading.version },
    links: { self, picture: pictureId === null ? null : `${self}/picture` },
  };
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
