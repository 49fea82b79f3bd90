import { crc32 } from "node:zlib";
import type { Facts } from "./header.ts";
import { createPlainPng, SAMPLES } from "./plain-png.ts";
import { readExifOrientation } from "./read-tiff-directory.ts";
import { isAt } from "./sniff.ts";

/** What a decoder needs. Everything else may be packed text or a profile that unpacks to gigabytes. */
const NEEDED = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
/** More are no picture: the largest file in pieces of 8 KiB, as most writers have them, has 1300. */
const MAX_CHUNKS = 20_000;
/** Deflate packs at most 1032 bytes into one (https://zlib.net/zlib_tech.html). */
const MAX_RATIO = 1032;
const IEND = Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82);

/**
 * Walks a PNG's chunks (https://www.w3.org/TR/png-3/#5DataRep): length, type, data and checksum; IHDR is the first. Where the end is
 * missing after some pixels, it is put there; the decoder says whether they are all.
 *
 * @throws RangeError where there are no pixels
 */
export function readPng(bytes: Uint8Array, view: DataView): Facts {
  if (!isAt(bytes, "IHDR", 12)) throw new RangeError("a PNG begins with IHDR");
  const [width, height, bits, colorType] = [
    view.getUint32(16),
    view.getUint32(20),
    view.getUint8(24),
    view.getUint8(25),
  ];
  const isInterlaced = view.getUint8(28) === 1;
  const plain = createPlainPng(bits, colorType);
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  let [orientation, dataBytes, truncated, isWhole] = [1, 0, false, true];
  let keptFrom = 8;
  let at = 8;
  for (let chunks = 0; ; chunks++) {
    if (chunks > MAX_CHUNKS) throw new RangeError("too many chunks");
    const end = at + 12 <= bytes.length ? at + 12 + view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) {
      parts.push(bytes.subarray(keptFrom, at), repairLast(bytes, at), IEND);
      [truncated, isWhole] = [true, false];
      dataBytes += bytes.length - at;
      break;
    }
    const type = NEEDED.find((each) => isAt(bytes, each, at + 4));
    if (type !== undefined) plain.see(type, end - at - 12);
    if (type === "IDAT") dataBytes += end - at - 12;
    if (isAt(bytes, "eXIf", at + 4)) orientation = readExifOrientation(view, at + 8, end - at - 12);
    if (type === undefined) {
      if (at > keptFrom) parts.push(bytes.subarray(keptFrom, at));
      keptFrom = end;
      isWhole = false;
    }
    at = end;
    if (type === "IEND") {
      parts.push(bytes.subarray(keptFrom, at));
      break;
    }
  }
  const rawBytes = height * (1 + Math.ceil((width * bits * SAMPLES[colorType]) / 8));
  if (!(dataBytes > 0 && rawBytes > 0)) throw new RangeError("a PNG has pixels of a known kind");
  return {
    ...{ width, height, orientation, truncated },
    file: isWhole ? bytes.subarray(0, at) : Buffer.concat(parts),
    // An interlaced picture is whole in memory before its first row is.
    bufferBytes: isInterlaced ? (1.4 * rawBytes) / (width * height) + 1 : 4,
    ...(plain.isPlain() && { work: rawBytes * (isInterlaced ? 4 : 2) }),
    lacksBytes: rawBytes > MAX_RATIO * dataBytes,
    isElaborate: bits === 16 || !plain.isPlain(),
  };
}

/** What there is of a chunk of pixels, as a whole chunk. */
function repairLast(bytes: Uint8Array, at: number): Uint8Array {
  if (!isAt(bytes, "IDAT", at + 4)) return new Uint8Array();
  const chunk = Buffer.concat([bytes.subarray(at), new Uint8Array(4)]);
  chunk.writeUInt32BE(chunk.length - 12, 0);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}
