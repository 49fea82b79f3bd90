import { toExif } from "./to-exif.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COMMENT = 0xfe;
const START = Uint8Array.of(0xff, SOI);

/**
 * Keeps the segments that belong to the picture, and writes its orientation. What stands after its end goes too.
 *
 * @param orientation 1…8, as EXIF has it
 */
export function stripJpeg(bytes: Uint8Array, orientation: number): Uint8Array | null {
  const parts: Uint8Array[] = [START];
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++; // fill bytes
      continue;
    }
    if (marker === EOI) return null; // before any picture
    const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (end > bytes.length || end < at + 4) return null;
    const segment = bytes.subarray(at, end);
    if (belongsToPicture(marker, segment)) parts.push(segment);
    if (marker === SOS) {
      const scans = readScans(bytes, end, parts);
      if (!scans) return null;
      if (orientation !== 1) parts.splice(1, 0, toSegment(orientation));
      return Buffer.concat(parts);
    }
    at = end;
  }
  return null;
}

function belongsToPicture(marker: number, segment: Uint8Array): boolean {
  if (marker === COMMENT) return false;
  if (marker < APP0 || marker > APP15) return true;
  if (marker === APP0) return isNamed(segment, "JFIF\0") && hasNoThumbnail(segment);
  return (marker === APP2 && isNamed(segment, "ICC_PROFILE\0")) || (marker === APP14 && isNamed(segment, "Adobe"));
}

function hasNoThumbnail(segment: Uint8Array): boolean {
  return segment.length === 18;
}

function isNamed(segment: Uint8Array, name: string): boolean {
  return (
    Buffer.from(segment.buffer, segment.byteOffset + 4, Math.min(name.length, segment.length - 4)).toString(
      "latin1",
    ) === name
  );
}

/** From the first scan's data to the picture's end; a file that was cut off has none. */
function readScans(bytes: Uint8Array, start: number, parts: Uint8Array[]): boolean {
  let from = start;
  let at = start;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at === -1 || at + 1 >= bytes.length) {
      parts.push(bytes.subarray(from));
      return true;
    }
    const marker = bytes[at + 1];
    if (marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7)) {
      at += marker === 0xff ? 1 : 2; // a byte of the data, or a restart
      continue;
    }
    if (marker === EOI) {
      parts.push(bytes.subarray(from, at + 2));
      return true;
    }
    // Tables between scans, or another scan.
    const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (end > bytes.length || Number.isNaN(end)) return false;
    if (!belongsToPicture(marker, bytes.subarray(at, end))) {
      parts.push(bytes.subarray(from, at));
      from = end;
    }
    at = end;
  }
}

function toSegment(orientation: number): Uint8Array {
  const exif = toExif(orientation);
  const head = Buffer.from([0xff, APP1, 0, 0, ...Buffer.from("Exif\0\0", "latin1")]);
  head.writeUInt16BE(2 + 6 + exif.length, 2);
  return Buffer.concat([head, exif]);
}
