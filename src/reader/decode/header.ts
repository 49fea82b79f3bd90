import { readBoxes } from "./read-boxes.ts";
import { readJpegMarkers } from "./read-jpeg-markers.ts";
import { readExifOrientation, readTiffDirectory } from "./read-tiff-directory.ts";
import { type Format, isAt } from "./sniff.ts";

/** What a file says about its picture before anything is decoded. */
export interface Header {
  readonly format: Format;
  /** In pixels as stored, before the orientation is applied; above 0. Where a file states several sizes, the largest. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation 1…8, how the stored picture must be turned to stand upright; 1 is as it is. */
  readonly orientation: number;
  /** Whether a PNG has 16 bits per sample or a colour profile, which is more than the fast decoder does well. */
  readonly isElaborate?: boolean;
}

type Size = Omit<Header, "format" | "orientation"> & { readonly orientation?: number };

const READERS: Record<Format, (view: DataView, bytes: Uint8Array) => Size> = {
  PNG: readPng,
  JPEG: (_view, bytes) => readJpegMarkers(bytes),
  WebP: readWebp,
  GIF: readGif,
  BMP: readBmp,
  TIFF: (view) => readTiff(view),
  AVIF: (view) => readAvif(view),
};

/**
 * Reads size and orientation from a file's header, and walks its structure as far as that costs little.
 *
 * @returns null where the structure is broken or ends too early
 */
export function readHeader(bytes: Uint8Array, format: Format): Header | null {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = READERS[format](view, bytes);
    if (!(size.width > 0 && size.height > 0)) return null;
    return { format, orientation: 1, ...size };
  } catch (error) {
    // A DataView throws this where a file ends before what it promises.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** https://www.w3.org/TR/png-3/#5DataRep: chunks of length, type, data and checksum; IHDR is the first. */
function readPng(view: DataView, bytes: Uint8Array): Size {
  let orientation = 1;
  let isElaborate = view.getUint8(24) === 16;
  for (let at = 8; !isAt(bytes, "IEND", at + 4); at += 12 + view.getUint32(at)) {
    if (isAt(bytes, "iCCP", at + 4)) isElaborate = true;
    if (isAt(bytes, "eXIf", at + 4)) orientation = readExifOrientation(view, at + 8, view.getUint32(at));
  }
  if (!isAt(bytes, "IHDR", 12)) throw new RangeError("a PNG begins with IHDR");
  return { width: view.getUint32(16), height: view.getUint32(20), orientation, isElaborate };
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function readWebp(view: DataView, bytes: Uint8Array): Size {
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) throw new RangeError("a WebP ends where its RIFF header says");
  let width = 0;
  let height = 0;
  let orientation = 1;
  for (let at = 12; at + 8 <= end; ) {
    const length = view.getUint32(at + 4, true);
    const data = at + 8;
    const uint24 = (offset: number) => view.getUint16(data + offset, true) | (view.getUint8(data + offset + 2) << 16);
    if (isAt(bytes, "VP8 ", at)) {
      width = Math.max(width, view.getUint16(data + 6, true) & 0x3fff);
      height = Math.max(height, view.getUint16(data + 8, true) & 0x3fff);
    } else if (isAt(bytes, "VP8L", at)) {
      const packed = view.getUint32(data + 1, true);
      width = Math.max(width, (packed & 0x3fff) + 1);
      height = Math.max(height, ((packed >>> 14) & 0x3fff) + 1);
    } else if (isAt(bytes, "VP8X", at)) {
      width = Math.max(width, uint24(4) + 1);
      height = Math.max(height, uint24(7) + 1);
    } else if (isAt(bytes, "EXIF", at)) {
      // Some writers keep JPEG's prefix.
      const prefix = isAt(bytes, "Exif\0\0", data) ? 6 : 0;
      orientation = readExifOrientation(view, data + prefix, length - prefix);
    }
    at = data + length + (length & 1);
  }
  return { width, height, orientation };
}

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt. The first frame may reach beyond the screen. */
function readGif(view: DataView, bytes: Uint8Array): Size {
  const colorTable = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + colorTable(view.getUint8(10));
  while (view.getUint8(at) === 0x21) {
    at += 2;
    while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    at++;
  }
  if (view.getUint8(at) !== 0x2c) throw new RangeError("a GIF has a frame");
  const frameWidth = view.getUint16(at + 1, true) + view.getUint16(at + 5, true);
  const frameHeight = view.getUint16(at + 3, true) + view.getUint16(at + 7, true);
  at += 11 + colorTable(view.getUint8(at + 9));
  // The frame's data must be whole: decoders fill in what is missing without a word.
  while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
  if (at > bytes.length) throw new RangeError("a GIF's frame is whole");
  return {
    width: Math.max(view.getUint16(6, true), frameWidth),
    height: Math.max(view.getUint16(8, true), frameHeight),
  };
}

/** BITMAPCOREHEADER has 16-bit sizes; all later headers 32-bit ones, the height negative where rows run from the top. */
function readBmp(view: DataView): Size {
  const headerSize = view.getUint32(14, true);
  if (headerSize === 12) {
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  }
  return {
    width: view.getInt32(18, true),
    height: Math.abs(view.getInt32(22, true)),
  };
}

/** TIFF 6.0, of the first picture of the file. */
function readTiff(view: DataView): Size {
  const tags = readTiffDirectory(view, 0, view.byteLength);
  return { width: tags.get(256) ?? 0, height: tags.get(257) ?? 0, orientation: tags.get(274) ?? 1 };
}

/** ISO/IEC 23008-12: the sizes stand in `ispe` boxes. The decoder itself applies `irot` and `imir`. */
function readAvif(view: DataView): Size {
  let width = 0;
  let height = 0;
  for (const box of readBoxes(view, ["meta", "iprp", "ipco"])) {
    if (box.type !== "ispe") continue;
    width = Math.max(width, view.getUint32(box.data + 4));
    height = Math.max(height, view.getUint32(box.data + 8));
  }
  return { width, height };
}
