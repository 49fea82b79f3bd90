import type { Facts } from "./header.ts";
import { readExifOrientation } from "./read-tiff-directory.ts";
import { refuseFrames } from "./refuse-frames.ts";
import { isAt } from "./sniff.ts";

/** What a decoder needs, of frames the first one only. */
const NEEDED = ["VP8X", "ANIM", "ALPH", "VP8 ", "VP8L", "ANMF"];
const MAX_CHUNKS = 10_000;
/** Flags of VP8X that stay: transparency and animation. The colour profile and the notes that others promise are left out. */
const KEPT_FLAGS = 0x12;

/**
 * Walks a WebP's chunks (https://developers.google.com/speed/webp/docs/riff_container).
 *
 * @throws RangeError where it ends before its RIFF header says
 */
export function readWebp(bytes: Uint8Array, view: DataView): Facts {
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) throw new RangeError("a WebP ends where its RIFF header says");
  let [width, height, orientation, frames, chunks] = [0, 0, 1, 0, 0];
  const parts: Uint8Array[] = [];
  for (let at = 12; at + 8 <= end; ) {
    if (++chunks > MAX_CHUNKS) throw new RangeError("too many chunks");
    const length = view.getUint32(at + 4, true);
    const data = at + 8;
    const next = data + length + (length & 1);
    const type = NEEDED.find((each) => isAt(bytes, each, at));
    const uint24 = (offset: number) => view.getUint16(data + offset, true) | (view.getUint8(data + offset + 2) << 16);
    if (type === "VP8 ") {
      width = Math.max(width, view.getUint16(data + 6, true) & 0x3fff);
      height = Math.max(height, view.getUint16(data + 8, true) & 0x3fff);
    } else if (type === "VP8L") {
      const packed = view.getUint32(data + 1, true);
      width = Math.max(width, (packed & 0x3fff) + 1);
      height = Math.max(height, ((packed >>> 14) & 0x3fff) + 1);
    } else if (type === "VP8X") {
      width = Math.max(width, uint24(4) + 1);
      height = Math.max(height, uint24(7) + 1);
    } else if (type === "ANMF") {
      refuseFrames("WebP", ++frames);
    } else if (isAt(bytes, "EXIF", at)) {
      // Some writers keep JPEG's prefix.
      const prefix = isAt(bytes, "Exif\0\0", data) ? 6 : 0;
      orientation = readExifOrientation(view, data + prefix, length - prefix);
    }
    if (type !== undefined && frames <= 1) parts.push(bytes.subarray(at, Math.min(next, end)));
    at = next;
  }
  const file = Buffer.concat([bytes.subarray(0, 12), ...parts]);
  file.writeUInt32LE(file.length - 8, 4);
  if (isAt(file, "VP8X", 12)) file[20] &= KEPT_FLAGS;
  return { width, height, orientation, file, bufferBytes: 6 };
}
