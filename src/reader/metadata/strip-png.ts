import { pngChunk } from "../encode-png.ts";
import { toExif } from "./to-exif.ts";

const SIGNATURE_BYTES = 8;
/** What belongs to the picture: https://www.w3.org/TR/png-3/#11Chunks. */
const KEPT = new Set([
  "IHDR",
  "PLTE",
  "IDAT",
  "IEND",
  "tRNS",
  "cHRM",
  "gAMA",
  "iCCP",
  "sBIT",
  "sRGB",
  "cICP",
  "mDCV",
  "cLLI",
  "bKGD",
  "pHYs",
]);

/**
 * Keeps the chunks that belong to the picture, and writes its orientation; what stands after its end goes too, and so does animation:
 * the first picture is what is read.
 *
 * @param orientation 1…8, as EXIF has it
 */
export function stripPng(bytes: Uint8Array, orientation: number): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hasExif = false;
  const parts = [bytes.subarray(0, SIGNATURE_BYTES)];
  for (let at = SIGNATURE_BYTES; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "IDAT" && !hasExif) {
      hasExif = true;
      if (orientation !== 1) parts.push(pngChunk("eXIf", toExif(orientation)));
    }
    if (KEPT.has(type)) parts.push(bytes.subarray(at, end));
    if (type === "IEND") return Buffer.concat(parts);
    at = end;
  }
  return null;
}
