import type { Facts } from "./header.ts";
import { readTiffDirectory } from "./read-tiff-directory.ts";
import { unreadKind } from "./unread-kind.ts";

/** TIFF 6.0, its supplements 1 and 2, and libtiff's own: what tells where the pixels are and how they are packed. */
const NEEDED = new Set([
  256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325, 332, 338, 339,
  347, 529, 530, 531, 532,
]);
const [WIDTH, HEIGHT, BITS, COMPRESSION, ORIENTATION, SAMPLES, ROWS_PER_STRIP, TILE_HEIGHT] = [
  256, 257, 258, 259, 274, 277, 278, 323,
];

/** Names by compression; those that are read have none. */
const UNREAD: Readonly<Record<number, string>> = {
  6: "old-style JPEG",
  9: "JBIG",
  10: "JBIG",
  32909: "PixarLog",
  33003: "JPEG 2000",
  33005: "JPEG 2000",
  34661: "JBIG",
  34712: "JPEG 2000",
  34887: "LERC",
  34925: "LZMA",
  50000: "Zstandard",
  50002: "JPEG XL",
  52546: "JPEG XL",
};
/** None, CCITT, LZW, JPEG, Deflate, PackBits, WebP and what a few old machines wrote: all that sharp's libtiff reads. */
const READ = [1, 2, 3, 4, 5, 7, 8, 32766, 32771, 32773, 32809, 32946, 34676, 34677, 50001];

/**
 * Reads the first directory of a TIFF. The decoder is given a file that has this one alone, with the tags that it needs: libtiff goes
 * through all directories and all tags, and takes 10 ms for each one that it doesn't know.
 *
 * @throws RangeError where the directory lies outside the file or has a tag twice
 * @throws PredictorError `image_unsupported` where the compression isn't read
 */
export function readTiff(bytes: Uint8Array, view: DataView): Facts {
  const { entries, start, little } = readTiffDirectory(view, 0, view.byteLength);
  const needed = entries.filter(({ tag }) => NEEDED.has(tag));
  // Decoders don't agree on which of two counts.
  if (new Set(needed.map(({ tag }) => tag)).size < needed.length) throw new RangeError("a tag stands there twice");
  const read = (wanted: number) => needed.find(({ tag }) => tag === wanted)?.value;
  const compression = read(COMPRESSION) ?? 1;
  if (!READ.includes(compression)) {
    const name = UNREAD[compression] ?? `method ${compression}`;
    throw unreadKind(`TIFF that is compressed with ${name}`, "one with LZW or Deflate, or a PNG");
  }
  const file = Buffer.from(bytes);
  const fileView = new DataView(file.buffer, file.byteOffset, file.byteLength);
  fileView.setUint16(start, needed.length, little);
  let at = start + 2;
  for (const { place } of needed) {
    file.copyWithin(at, place, place + 12);
    at += 12;
  }
  if (at + 4 <= file.length) fileView.setUint32(at, 0, little);
  const [width, height] = [read(WIDTH) ?? 0, read(HEIGHT) ?? 0];
  const bits = needed.find(({ tag }) => tag === BITS);
  const sampleBytes = ((read(SAMPLES) ?? 1) * (bits ? readShort(view, bits.place, little) : 1)) / 8;
  // Of the file's strips or rows of tiles, one at a time is unpacked.
  const rows = Math.min(height, read(TILE_HEIGHT) ?? read(ROWS_PER_STRIP) ?? height);
  return {
    width,
    height,
    orientation: read(ORIENTATION) ?? 1,
    file,
    bufferBytes: 2 + (1.5 * sampleBytes * rows) / height,
  };
}

/** The first of a tag's numbers of 16 bits: up to two stand in the entry itself, more elsewhere. */
function readShort(view: DataView, place: number, little: boolean): number {
  return view.getUint16(view.getUint32(place + 4, little) <= 2 ? place + 8 : view.getUint32(place + 8, little), little);
}
