import { createId } from "../../src/server/store/reading-id.ts";
import type { Status, StoredPicture, StoredReading } from "../../src/server/store/reading-store.ts";

/** A reading of a number, as it is kept. */
export function createStoredReading(options: Partial<StoredReading> = {}): StoredReading {
  const status: Status = options.status ?? "accepted";
  const text = options.text === undefined ? "142" : options.text;
  return {
    ...{ id: createId(), owner: "ada", kind: "number", status, queueStatus: status, text, readText: text },
    ...{ confidence: 0.98, decision: "accept", maxError: 0.01, isAudited: false, constraints: { length: "3" } },
    box: { x: 1, y: 2.5, width: 30, height: 40 },
    digits: [{ digit: 1, confidence: 0.99, box: { x: 1, y: 2.5, width: 10, height: 40 } }],
    model: { name: "digits", version: "1.2.3" },
    ...{ batch: null, name: null, pictureId: null, reviewedAt: null, reviewedBy: null, version: 1 },
    ...options,
  };
}

export function createStoredPicture(bytes: readonly number[] = [1, 2, 3]): StoredPicture {
  return { id: createId(), mediaType: "image/png", bytes: Uint8Array.from(bytes) };
}
