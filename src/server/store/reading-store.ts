import type { Box } from "../../core/picture.ts";
import type { Decision } from "../../core/reading.ts";

export const KINDS = ["digit", "number"] as const;
export type Kind = (typeof KINDS)[number];

export const STATUSES = ["accepted", "review", "rejected", "confirmed", "corrected"] as const;
export type Status = (typeof STATUSES)[number];

/** A reading as it is kept. Times are milliseconds since the Unix epoch; when it was made stands in its id (`timeOfId`). */
export interface StoredReading {
  /** UUIDv7. */
  readonly id: string;
  /** The name of the key that sent it. */
  readonly owner: string;
  readonly kind: Kind;
  /** As its sender sees it: one that is audited is `accepted` until a person has looked at it. */
  readonly status: Status;
  /** As reviewers see it: one that is audited is `review` until a person has looked at it. */
  readonly queueStatus: Status;
  /** What stands on the picture, as far as is known now; null for no number, or none that can be read. */
  readonly text: string | null;
  /** What was read, which no correction changes. */
  readonly readText: string | null;
  /** 0…1; null where nothing was found on the picture. */
  readonly confidence: number | null;
  readonly decision: Decision;
  /** The share of accepted readings that may be wrong, as the sender asked for it. */
  readonly maxError: number;
  /** Accepted, and yet shown to a reviewer, to measure how many accepted readings are wrong. */
  readonly isAudited: boolean;
  /** What the sender knew of the number, by the names of the query's parameters. */
  readonly constraints: Readonly<Record<string, string>>;
  /** In the upright picture's own pixels; null where nothing was found on the picture. */
  readonly box: Box | null;
  readonly digits: readonly DigitOfReading[];
  readonly model: { readonly name: string; readonly version: string };
  readonly batch: string | null;
  /** What the sender calls the picture, such as its file's name. */
  readonly name: string | null;
  /** Several readings may be from one picture; null where it isn't kept. */
  readonly pictureId: string | null;
  readonly reviewedAt: number | null;
  readonly reviewedBy: string | null;
  /** Grows by 1 with each change. */
  readonly version: number;
}

export interface DigitOfReading {
  readonly digit: number;
  readonly confidence: number;
  readonly box: Box;
}

export interface StoredPicture {
  readonly id: string;
  /** Such as `image/png`. */
  readonly mediaType: string;
  /** As sent, but without what it tells of camera, place and people. */
  readonly bytes: Uint8Array;
}

/** What one request leaves. */
export interface Post {
  readonly readings: readonly StoredReading[];
  readonly pictures: readonly StoredPicture[];
  /** Where the client named the request, so that it can be sent again. */
  readonly repeatable?: RepeatablePost | undefined;
}

export interface RepeatablePost {
  readonly owner: string;
  /** The client's `Idempotency-Key`. */
  readonly key: string;
  /** SHA-256 of what was sent, in hexadecimal. */
  readonly hash: string;
  /** What was answered. */
  readonly response: string;
}

/** All that is given must hold. */
export interface ReadingFilter {
  /** Only this one's readings, as their sender sees them; without it everybody's, as reviewers see them. */
  readonly owner?: string | undefined;
  readonly status?: Status | undefined;
  readonly kind?: Kind | undefined;
  /** Made at this time or later. */
  readonly fromMs?: number | undefined;
  /** Made before this time. */
  readonly toMs?: number | undefined;
  readonly batch?: string | undefined;
  readonly text?: string | undefined;
}

export interface Page {
  readonly items: readonly StoredReading[];
  /** Where the next page begins, or null at the end. */
  readonly next: string | null;
}

export interface Claim {
  readonly by: string;
  readonly limit: number;
  /** Nobody else gets them for so long. */
  readonly forMs: number;
  /** `review`, or `rejected` to look at what the model could not read. */
  readonly status: Extract<Status, "review" | "rejected">;
  readonly kind?: Kind | undefined;
  readonly batch?: string | undefined;
}

export interface Review {
  /** What really stands there; null for no number. */
  readonly text: string | null;
  readonly by: string;
  /** Only where it is still this version. */
  readonly version?: number | undefined;
  /** Only where it is this one's. */
  readonly owner?: string | undefined;
}

export interface ReadingCounts {
  readonly byStatus: Readonly<Record<Status, number>>;
  /** Of the accepted readings that were chosen by lot for a person to look at. */
  readonly audits: readonly AuditCount[];
}

export interface AuditCount {
  readonly kind: Kind;
  readonly model: { readonly name: string; readonly version: string };
  readonly maxError: number;
  readonly audited: number;
  /** Of these, a person has looked at. */
  readonly reviewed: number;
  /** Of these, were wrong. */
  readonly wrong: number;
}

/**
 * Where readings are kept. Whatever resolves is on the disk. Rejects with PredictorError `store_unavailable` where the store can't be
 * reached, or refuses, for now; it recovers by itself.
 *
 * @example
 * const store = await openReadingStore({ readings: "readings.db" });
 * for await (const readings of store.readAll({ status: "corrected" })) console.log(readings.length);
 * await store.close();
 */
export interface ReadingStore {
  /**
   * Keeps what a request has come to, whole or not at all.
   *
   * @returns false where this owner's key was used before; nothing is kept then, and `findPost` has the first one
   */
  add(post: Post): Promise<boolean>;
  findPost(owner: string, key: string): Promise<RepeatablePost | undefined>;
  /** @param owner only where it is this one's */
  find(id: string, owner?: string): Promise<StoredReading | undefined>;
  findPicture(pictureId: string): Promise<StoredPicture | undefined>;
  /** Newest first. @param after the `next` of the page before */
  list(filter: ReadingFilter, limit: number, after?: string): Promise<Page>;
  /** All that match, newest first, some at a time. */
  readAll(filter: ReadingFilter): AsyncIterable<readonly StoredReading[]>;
  /** Oldest first. What one caller has got, no other gets until the time is up. */
  claim(claim: Claim): Promise<readonly StoredReading[]>;
  /** @returns `missing` where there is none (of this owner), `changed` where it has another version */
  review(id: string, review: Review): Promise<StoredReading | "missing" | "changed">;
  /** Deletes a reading, and its picture where no other reading is of it. */
  delete(id: string, options?: Pick<Review, "owner" | "version">): Promise<"deleted" | "missing" | "changed">;
  /** Deletes all that match, with their pictures. @returns how many */
  deleteAll(filter: ReadingFilter): Promise<number>;
  /**
   * Deletes what is older than this, what can't be repeated any more, and pictures that a crash has left without a reading.
   *
   * @param retainMs 0 deletes no reading
   */
  cleanUp(retainMs: number): Promise<void>;
  count(filter?: Pick<ReadingFilter, "owner">): Promise<ReadingCounts>;
  close(): Promise<void>;
}
