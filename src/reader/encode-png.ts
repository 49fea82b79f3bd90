import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const GREY = 0;

/**
 * Encodes a grey picture as a PNG file (https://www.w3.org/TR/png-3/).
 *
 * @param values `[height, width]`, 0 (black) … 1 (white); what lies outside is cut off
 */
export function encodePng(values: ArrayLike<number>, width: number, height: number): Uint8Array {
  const rows = new Uint8ClampedArray((width + 1) * height); // each row starts with its filter, 0: none
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + x + 1] = values[y * width + x] * 255;
  }
  const header = Buffer.alloc(13); // compression, filter method and interlace stay 0
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, GREY], 8);
  return Buffer.concat([SIGNATURE, pngChunk("IHDR", header), pngChunk("IDAT", deflateSync(rows)), pngChunk("IEND")]);
}

/** The same picture as a `data:` URL. */
export function toPngDataUrl(values: ArrayLike<number>, width: number, height: number): string {
  return `data:image/png;base64,${Buffer.from(encodePng(values, width, height)).toString("base64")}`;
}

/** A part of a PNG file, with its length and checksum. */
export function pngChunk(type: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
