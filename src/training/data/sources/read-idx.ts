import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface Idx {
  readonly dims: readonly number[];
  /** Unsigned bytes, or big-endian 32-bit integers where the file has those. */
  readonly data: Uint8Array | Int32Array;
}

const UNSIGNED_BYTE = 8;
const INT32 = 12;

/** Reads an idx file, gzipped or not: the format of MNIST (http://yann.lecun.com/exdb/mnist) and QMNIST. */
export function readIdx(path: string): Idx {
  const file = readFileSync(path);
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzipSync(file) : file;
  const [type, rank] = [bytes[2], bytes[3]];
  const dims = Array.from({ length: rank }, (_, i) => bytes.readInt32BE(4 + 4 * i));
  const count = dims.reduce((product, dim) => product * dim, 1);
  const start = 4 + 4 * rank;
  if (type === UNSIGNED_BYTE) return { dims, data: bytes.subarray(start, start + count) };
  if (type !== INT32) throw new Error(`${path}: idx element type ${type} is not read.`);
  return { dims, data: Int32Array.from({ length: count }, (_, i) => bytes.readInt32BE(start + 4 * i)) };
}
