import { isAt } from "../decode/sniff.ts";
import { toExif } from "./to-exif.ts";

const HAS_EXIF = 0x08;

/**
 * @param file what a decoder needs of it, as `readWebp` gives it: no EXIF, XMP or colour profile
 * @param orientation 1…8, as EXIF has it
 */
export function stripWebp(file: Uint8Array, orientation: number): Uint8Array {
  if (orientation === 1) return file;
  const exif = toExif(orientation);
  const chunk = Buffer.alloc(8 + exif.length);
  chunk.write("EXIF", "latin1");
  chunk.writeUInt32LE(exif.length, 4);
  chunk.set(exif, 8);
  const whole = Buffer.concat([file, chunk]);
  whole.writeUInt32LE(whole.length - 8, 4);
  if (isAt(whole, "VP8X", 12)) whole[20] |= HAS_EXIF;
  return whole;
}
