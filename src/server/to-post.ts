import type { NumbersReading } from "../core/numbers/number-reading.ts";
import type { Decision, Reading } from "../core/reading.ts";
import { stripMetadata } from "../reader/metadata/strip-metadata.ts";
import { toNumbersJson } from "./numbers-json.ts";
import { toReadingJson } from "./reading-json.ts";
import { createId } from "./store/reading-id.ts";
import type { Status, StoredPicture, StoredReading } from "./store/reading-store.ts";

/** What is the same for all readings of a request. */
export interface PostContext extends Pick<StoredReading, "owner" | "maxError" | "constraints" | "model" | "batch"> {
  readonly keepsPictures: boolean;
  /** Share of accepted readings that a reviewer is shown too. */
  readonly audit: number;
}

type Found = Pick<StoredReading, "kind" | "text" | "confidence" | "decision" | "box" | "digits">;

const STATUS_OF: Readonly<Record<Decision, Status>> = { accept: "accepted", review: "review", reject: "rejected" };

/** A picture, and the readings of it as they are kept: one for each number; one without text where there is none, so that it isn't lost. */
export interface PictureReadings {
  readonly picture: StoredPicture | undefined;
  readonly readings: readonly StoredReading[];
}

export function toDigitReadings(reading: Reading, bytes: Uint8Array, name: string | null, context: PostContext) {
  const { digit, confidence, decision, seen } = toReadingJson(reading, { explain: true });
  const box = seen!.box;
  const text = digit === null ? null : String(digit);
  const digits = digit === null ? [] : [{ digit, confidence, box }];
  return toPictureReadings([{ kind: "digit", text, confidence, decision, box, digits }], bytes, name, context);
}

export function toNumberReadings(
  reading: NumbersReading,
  bytes: Uint8Array,
  name: string | null,
  context: PostContext,
) {
  const found = toNumbersJson(reading).numbers.map(({ text, confidence, decision, box, digits }): Found => {
    return { kind: "number", text, confidence, decision, box, digits };
  });
  const nothing: Found = { kind: "number", text: null, confidence: null, decision: "reject", box: null, digits: [] };
  return toPictureReadings(found.length === 0 ? [nothing] : found, bytes, name, context);
}

function toPictureReadings(
  all: readonly Found[],
  bytes: Uint8Array,
  name: string | null,
  { keepsPictures, audit, ...shared }: PostContext,
): PictureReadings {
  const stripped = keepsPictures ? stripMetadata(bytes) : null;
  const picture = stripped === null ? undefined : { id: createId(), ...stripped };
  const readings = all.map((found): StoredReading => {
    const status = STATUS_OF[found.decision];
    const isAudited = status === "accepted" && Math.random() < audit;
    return {
      ...{ id: createId(), ...shared, ...found, status, queueStatus: isAudited ? "review" : status },
      ...{ readText: found.text, isAudited, name, pictureId: picture?.id ?? null },
      ...{ reviewedAt: null, reviewedBy: null, version: 1 },
    };
  });
  return { picture, readings };
}
