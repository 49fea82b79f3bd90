import { gunzipSync } from "node:zlib";

export interface IdxArray {
  readonly dims: readonly number[];
  readonly data: Uint8Array | Int32Array;
}

const UINT8 = 8;
const INT32 = 12;

/**
 * Reads an idx file (http://yann.lecun.com/exdb/mnist/), gzipped or not, of bytes or of 32-bit integers.
 *
 * @throws Error if it is no such file, or not whole
 */
export function readIdx(bytes: Uint8Array): IdxArray {
  const plain = unzipped(bytes);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const type = plain[2];
  const rank = plain[3];
  const known = plain.length >= 4 && view.getUint16(0) === 0 && (type === UINT8 || type === INT32) && rank > 0;
  if (!known || plain.length < 4 + 4 * rank) throw new Error("This is no idx file of bytes or integers.");
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = dims.reduce((product, dim) => product * dim, 1);
  const start = 4 + 4 * rank;
  const itemBytes = type === UINT8 ? 1 : 4;
  if (plain.length !== start + size * itemBytes) throw new Error("The idx file is not whole.");
  if (type === UINT8) return { dims, data: plain.slice(start) };
  return { dims, data: Int32Array.from({ length: size }, (_, i) => view.getInt32(start + 4 * i)) };
}

/** The bytes, unpacked if they are gzipped. */
export function unzipped(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}
