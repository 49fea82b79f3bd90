import type { Random } from "../../src/training/random.ts";
import { repairPngChecksums } from "./encode-png.ts";

/** Numbers at which programs that count in 8, 16 or 32 bits go wrong. */
export const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0xffffff, 0x7fffffff, 0x80000000, 0xffffffff];

type Mutation = (file: Buffer, random: Random, other: Uint8Array) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  function truncate(file, random) {
    return file.subarray(0, random.below(file.length));
  },
  function flipBits(file, random) {
    for (let i = random.below(16); i >= 0; i--) file[random.below(file.length)] ^= 1 << random.below(8);
    return file;
  },
  function changeHeader(file, random) {
    for (let i = random.below(4); i >= 0; i--) file[random.below(Math.min(file.length, 64))] = random.below(256);
    return file;
  },
  function writeEdge(file, random) {
    const value = random.pick(EDGES);
    const at = random.below(Math.max(1, file.length - 4));
    const [size, little] = [random.pick([1, 2, 4]), random.chance(0.5)];
    for (let i = 0; i < size; i++) file[at + i] = value >>> (8 * (little ? i : size - 1 - i));
    return file;
  },
  function splice(file, random, other) {
    const tail = other.subarray(random.below(other.length));
    return Buffer.concat([file.subarray(0, random.below(file.length)), tail]);
  },
  function repeat(file, random) {
    const from = random.below(file.length);
    const part = file.subarray(from, from + random.below(200));
    const times = 1 + random.below(50);
    return Buffer.concat([file.subarray(0, from), ...Array<Buffer>(times).fill(part), file.subarray(from)]);
  },
  function remove(file, random) {
    const from = random.below(file.length);
    return Buffer.concat([file.subarray(0, from), file.subarray(from + random.below(100))]);
  },
  function insertNoise(file, random) {
    const noise = Buffer.from(Array.from({ length: random.below(100) }, () => random.below(256)));
    const at = random.below(file.length);
    return Buffer.concat([file.subarray(0, at), noise, file.subarray(at)]);
  },
];

/**
 * Damages a copy of a file in one to three ways; a PNG's checksums are mostly made right again, so that the damage reaches
 * the decoder.
 *
 * @param other another whole file, of which a part may be grafted on
 */
export function mutate(bytes: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  let file: Buffer = Buffer.from(bytes);
  for (let i = random.below(3); i >= 0 && file.length > 0; i--) file = random.pick(MUTATIONS)(file, random, other);
  return random.chance(0.8) && file[1] === 0x50 ? repairPngChecksums(file) : file;
}
