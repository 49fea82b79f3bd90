import { createHash } from "node:crypto";
import { NON_DIGIT } from "../core/manifest.ts";
import { isOneLine } from "../server/is-one-line.ts";
import type { ReadingStore, Status, StoredReading } from "../server/store/reading-store.ts";
import type { TaughtPicture } from "../training/recipes/taught-picture.ts";

export interface TaughtReadings {
  readonly pictures: readonly TaughtPicture[];
  /** Readings that can't be learned from, by why. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * What people have confirmed or corrected, the newest first, as pictures to learn from. Of the same picture with the same place, the
 * newest counts.
 *
 * @param known what is listed already, of other statuses; added to
 */
export async function listTaughtReadings(
  store: ReadingStore,
  status: Extract<Status, "confirmed" | "corrected">,
  max: number,
  known: Set<string>,
): Promise<TaughtReadings> {
  const pictures: TaughtPicture[] = [];
  const leftOut = new Map<string, number>();
  const leave = (why: string) => leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
  for await (const readings of store.readAll({ status })) {
    for (const reading of readings) {
      if (pictures.length >= max) return { pictures, leftOut };
      const bytes = reading.pictureId === null ? undefined : (await store.findPicture(reading.pictureId))?.bytes;
      if (bytes === undefined) {
        leave("the picture isn't kept");
        continue;
      }
      const truth = toTruth(reading);
      if (typeof truth === "string") {
        leave(truth);
        continue;
      }
      const place = createHash("sha256").update(bytes).update(JSON.stringify(reading.box)).digest("hex");
      if (known.has(place)) {
        leave("it was there before");
        continue;
      }
      known.add(place);
      pictures.push({ name: reading.name ?? reading.id, truth, load: () => loadPicture(store, reading) });
    }
  }
  return { pictures, leftOut };
}

/** @returns why nothing can be learned from it, where that is so */
function toTruth({ kind, text, box, digits, constraints }: StoredReading): TaughtPicture["truth"] | string {
  if (kind === "digit") {
    if (text !== null && !/^\d$/.test(text)) return "its text is no digit";
    return { kind, label: text === null ? NON_DIGIT : Number(text) };
  }
  const labels = text?.match(/\d/g)?.map(Number);
  if (!labels || box === null) return "it says that there is no number, but not where none is";
  // Which digit is where is known only where as many were found as there are.
  if (labels.length !== digits.length) return "it has another number of digits than were found";
  const { lines, ...constraint } = constraints;
  return {
    ...{ kind, text: text!, box, constraint, isOneLine: isOneLine(lines) },
    digits: digits.map((digit, i) => ({ label: labels[i], box: digit.box })),
  };
}

async function loadPicture(store: ReadingStore, { pictureId }: StoredReading): Promise<Uint8Array> {
  const picture = await store.findPicture(pictureId!);
  return picture?.bytes ?? new Uint8Array(); // deleted meanwhile: an empty file, which is left out
}
