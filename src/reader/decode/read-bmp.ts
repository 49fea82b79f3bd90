import type { Facts } from "./header.ts";
import { unreadKind } from "./unread-kind.ts";

/** `biCompression`: none, runs of 8 and of 4 bits, masks, masks with alpha; others hold a JPEG or a PNG. */
const [NONE, RUNS_8, RUNS_4, MASKS, ALPHA_MASKS] = [0, 1, 2, 3, 6];
/** A run is at most 255 pixels in two bytes. */
const MAX_PIXELS_PER_BYTE = 127.5;

/**
 * Reads a BMP's header. BITMAPCOREHEADER has 16-bit sizes; all later headers 32-bit ones, the height negative where rows run from
 * the top.
 *
 * @throws PredictorError `image_unsupported` where it holds another format
 */
export function readBmp(bytes: Uint8Array, view: DataView): Facts {
  const isCore = view.getUint32(14, true) === 12;
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = isCore ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true));
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? NONE : view.getUint32(30, true);
  if (![NONE, RUNS_8, RUNS_4, MASKS, ALPHA_MASKS].includes(compression))
    throw unreadKind("BMP with another format inside", "a plain BMP or PNG");
  const dataBytes = bytes.length - view.getUint32(10, true);
  const isRuns = compression === RUNS_8 || compression === RUNS_4;
  const needed = isRuns ? (width * height) / MAX_PIXELS_PER_BYTE : height * 4 * Math.floor((width * bits + 31) / 32);
  return { width, height, file: bytes, bufferBytes: 15, lacksBytes: !(dataBytes >= needed) };
}
