import { readExifOrientation } from "./read-tiff-directory.ts";
import { isAt } from "./sniff.ts";

/** Most scans of a progressive picture; each is a pass over all of it, so a small file could ask for thousands. */
const MAX_SCANS = 100;

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP1 = 0xe1;

/**
 * Walks a JPEG's markers (ITU-T T.81, annex B) to its end. Decoders fill in what a cut off file lacks with grey, so the end
 * must be there.
 *
 * @throws RangeError where the file ends before its picture does, or is too deep in scans
 */
export function readJpegMarkers(bytes: Uint8Array): { width: number; height: number; orientation: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { width: number; height: number } | null = null;
  let orientation = 1;
  let scans = 0;
  for (let at = findMarker(bytes, 2); ; ) {
    const marker = bytes[at];
    if (marker === END_OF_IMAGE) break;
    if (marker === START_OF_SCAN && ++scans > MAX_SCANS) throw new RangeError("too many scans");
    if (isStartOfFrame(marker)) {
      if (size) throw new RangeError("one frame only");
      size = { height: view.getUint16(at + 4), width: view.getUint16(at + 6) };
    }
    const length = isStandalone(marker) ? 0 : view.getUint16(at + 1);
    if (marker === APP1 && isAt(bytes, "Exif\0\0", at + 3)) {
      orientation = readExifOrientation(view, at + 9, length - 8);
    }
    at = findMarker(bytes, at + 1 + length);
  }
  if (!size || scans === 0) throw new RangeError("a JPEG has a frame and a scan");
  return { ...size, orientation };
}

/** The place of the next marker's code: a byte after 0xFF that is neither stuffing, filling nor a restart in a scan. */
function findMarker(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at++) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) throw new RangeError("a JPEG ends with its end marker");
    const code = bytes[at + 1];
    if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at + 1;
  }
}

/** SOF0…SOF15 without DHT, JPG and DAC. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** SOI and TEM have no length. */
function isStandalone(marker: number): boolean {
  return marker === 0xd8 || marker === 0x01;
}
