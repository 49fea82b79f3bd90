import { shrinkFactor } from "../../core/image/shrink-factor.ts";
import type { Header } from "./header.ts";
import { laneOf } from "./lane.ts";

/** Least longer side of a glance. The finder's first look has 192 pixels. */
const MIN_SIDE = 320;
/** The shorter side of a glance: of strips the finder sees more than of other pictures. */
const MIN_SHORT_SIDE = 96;
/** From these factors on sharp has libjpeg decode at 1/8, 1/4 and 1/2 (its own resizing does the rest). */
const FACTORS = [10, 5, 2.5];

/**
 * By how much a photo is shrunk to be glanced at: original pixels per pixel. Decoding a JPEG at an eighth takes two thirds of the time
 * of a quarter, and everything after it takes a quarter.
 *
 * @returns undefined where a glance would cost as much as the picture: of all but JPEGs of a plain structure, and of those of up to some
 *   1000 pixels
 */
export function glanceFactor(header: Header): number | undefined {
  const { format, width, height, isElaborate, truncated } = header;
  const lane = laneOf(header);
  // What may take long to decode isn't decoded twice.
  if (format !== "JPEG" || isElaborate || truncated || lane === "process" || lane === "largeProcess") return undefined;
  const shrink = shrinkFactor(width, height);
  return FACTORS.find(
    (factor) =>
      shrink > 1 &&
      factor > shrink &&
      Math.max(width, height) >= MIN_SIDE * factor &&
      Math.min(width, height) >= MIN_SHORT_SIDE * factor,
  );
}
