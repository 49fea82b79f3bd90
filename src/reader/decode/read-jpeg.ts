import { PredictorError } from "../../errors.ts";
import type { Facts } from "./header.ts";
import { createPlainJpeg } from "./plain-jpeg.ts";
import { readExifOrientation } from "./read-tiff-directory.ts";
import { isAt } from "./sniff.ts";
import { unreadKind } from "./unread-kind.ts";

/** Most scans of a progressive picture; each is a pass over all of it, so a small file could ask for thousands. */
const MAX_SCANS = 100;
/** Scans by pixels. The 10 scans of most progressive pictures are allowed up to 50 megapixels. */
const MAX_WORK = 500_000_000;
/** More segments are no picture: the longest colour profile that fits into a file has 160. */
const MAX_SEGMENTS = 2000;
/** At least one bit for each block of 64 pixels, in the first scan of a progressive picture. */
const MAX_PIXELS_PER_BYTE = 512;

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP1 = 0xe1;
const JPEG_LS = 0xf7;

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly isProgressive: boolean;
  readonly components: readonly Component[];
}

interface Component {
  readonly id: number;
  /** Samples per pixel, 1 or less where it is subsampled. */
  readonly density: number;
  /** Of each of the 64 coefficients, the bit down to which it is known; above 13 nothing is. */
  readonly knownBits: Uint8Array;
}

/**
 * Walks a JPEG's markers (ITU-T T.81, annex B) to its end. Decoders fill in what a cut off file lacks with grey. So where the end
 * mark is missing, every component must have been there down to the last bit; and the decoder is asked to be strict about the rest.
 *
 * @throws RangeError where the file ends before its picture does, or is too deep in scans
 * @throws PredictorError `image_unsupported`, `picture_too_large`
 */
export function readJpeg(bytes: Uint8Array, view: DataView): Facts {
  let frame: Frame | undefined;
  const plain = createPlainJpeg(view);
  let orientation: number | undefined;
  let [scans, segments] = [0, 0];
  let at = findMarker(bytes, 2);
  for (; at < bytes.length && bytes[at] !== END_OF_IMAGE; at = findMarker(bytes, at)) {
    if (++segments > MAX_SEGMENTS) throw new RangeError("too many segments");
    const marker = bytes[at];
    const length = isStandalone(marker) ? 0 : view.getUint16(at + 1);
    plain.see(at, length);
    if (isStartOfFrame(marker)) {
      if (frame) throw new RangeError("one frame only");
      frame = readFrame(view, at);
    }
    if (marker === START_OF_SCAN) {
      if (++scans > MAX_SCANS) throw new RangeError("too many scans");
      noteScan(view, at, frame?.components ?? []);
    }
    if (marker === APP1 && isAt(bytes, "Exif\0\0", at + 3)) {
      orientation ??= readExifOrientation(view, at + 9, length - 8);
    }
    at += 1 + length;
  }
  if (!frame || scans === 0) throw new RangeError("a JPEG has a frame and a scan");
  const { width, height, isProgressive, components } = frame;
  const truncated = at >= bytes.length;
  if (truncated && !components.every(({ knownBits }) => knownBits.every((bit) => bit === 0))) {
    throw new RangeError("a scan is missing");
  }
  if (width * height * scans > MAX_WORK) {
    const message = `This JPEG has ${scans} scans, too many for ${width} × ${height} pixels. Save it as a baseline JPEG.`;
    throw new PredictorError("picture_too_large", message);
  }
  const samples = components.reduce((sum, { density }) => sum + density, 0);
  return {
    width,
    height,
    ...(orientation !== undefined && { orientation }),
    file: truncated ? addEnd(bytes) : bytes.subarray(0, at + 1),
    bufferBytes: isProgressive || scans > 1 ? 1 + 2 * samples : 1,
    ...(plain.isPlain() ? { work: width * height * scans } : { isElaborate: true }),
    lacksBytes: width * height > MAX_PIXELS_PER_BYTE * bytes.length,
    truncated,
  };
}

/** So many bytes are looked at one by one before the next 0xFF is searched: that is faster only where it is far. */
const NEAR = 32;

/**
 * The place of the next marker's code: a byte after 0xFF that is neither stuffing, filling nor a restart in a scan. The file's length
 * where there is none.
 */
function findMarker(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length - 1; ) {
    if (bytes[at] === 0xff) {
      const code = bytes[at + 1];
      if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at + 1;
      at += code === 0xff ? 1 : 2;
      continue;
    }
    const near = Math.min(at + NEAR, bytes.length);
    while (at < near && bytes[at] !== 0xff) at++;
    if (at < near) continue;
    at = bytes.indexOf(0xff, at);
    if (at < 0) break;
  }
  return bytes.length;
}

/** SOF0…SOF15 without DHT, JPG and DAC; and JPEG-LS's. */
function isStartOfFrame(marker: number): boolean {
  return (
    (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === JPEG_LS
  );
}

/** What no decoder here reads. Table B.1 has the codes. */
function nameUnread(marker: number): string | undefined {
  if (marker === JPEG_LS) return "JPEG-LS file";
  if (marker === 0xc3 || marker === 0xcb) return "lossless JPEG";
  return (marker & 4) !== 0 ? "hierarchical JPEG" : undefined;
}

/** SOI and TEM have no length. */
function isStandalone(marker: number): boolean {
  return marker === 0xd8 || marker === 0x01;
}

/** B.2.2 */
function readFrame(view: DataView, at: number): Frame {
  const marker = view.getUint8(at);
  const kind = nameUnread(marker);
  if (kind !== undefined) throw unreadKind(kind, "a common JPEG or a PNG");
  const bits = view.getUint8(at + 3);
  if (bits !== 8) throw unreadKind(`JPEG with ${bits} bits per sample`, "one with 8 bits");
  const count = view.getUint8(at + 8);
  const sampling = Array.from({ length: count }, (_, i) => {
    const factors = view.getUint8(at + 10 + 3 * i);
    return (factors >> 4) * (factors & 0xf);
  });
  if (sampling.length === 0 || sampling.includes(0)) throw new RangeError("a component has samples");
  const densest = Math.max(...sampling);
  return {
    height: view.getUint16(at + 4),
    width: view.getUint16(at + 6),
    isProgressive: (marker & 3) === 2,
    components: sampling.map((samples, i) => ({
      id: view.getUint8(at + 9 + 3 * i),
      density: samples / densest,
      knownBits: new Uint8Array(64).fill(14),
    })),
  };
}

/** B.2.3: a scan gives some components the coefficients from `first` to `last`, down to the bit `low`. */
function noteScan(view: DataView, at: number, components: readonly Component[]): void {
  const count = view.getUint8(at + 3);
  const parameters = at + 4 + 2 * count;
  const [first, last, low] = [
    view.getUint8(parameters),
    view.getUint8(parameters + 1),
    view.getUint8(parameters + 2) & 0xf,
  ];
  for (let i = 0; i < count; i++) {
    const id = view.getUint8(at + 4 + 2 * i);
    components.find((component) => component.id === id)?.knownBits.fill(low, first, last + 1);
  }
}

/** In place of half an end mark, if there is one. */
function addEnd(bytes: Uint8Array): Uint8Array {
  const body = bytes.at(-1) === 0xff ? bytes.subarray(0, -1) : bytes;
  return Buffer.concat([body, Uint8Array.of(0xff, END_OF_IMAGE)]);
}
