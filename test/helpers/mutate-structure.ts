import { constants, deflateSync, inflateSync } from "node:zlib";
import type { Format } from "../../src/reader/decode/sniff.ts";
import type { Random } from "../../src/training/random.ts";
import { EDGES } from "./mutate.ts";
import { DIVISIONS, type Part } from "./split-file.ts";

/** Parts grow no further than this, in bytes. */
const MAX_BYTES = 2_000_000;
const MAX_REPEATS = 2000;

type Mutation = (parts: Part[], random: Random, others: readonly Part[]) => void;

/** What is done to a list of parts, in place. */
const MUTATIONS: readonly Mutation[] = [
  function remove(parts, random) {
    parts.splice(random.below(parts.length), 1);
  },
  function repeat(parts, random) {
    const at = random.below(parts.length);
    const size = Math.max(1, sizeOf(parts[at]));
    const times = Math.min(random.pick([1, 2, 20, MAX_REPEATS]), Math.floor(MAX_BYTES / size));
    parts.splice(at, 0, ...Array<Part>(times).fill(parts[at]));
  },
  function swap(parts, random) {
    const [a, b] = [random.below(parts.length), random.below(parts.length)];
    [parts[a], parts[b]] = [parts[b], parts[a]];
  },
  function move(parts, random) {
    const [taken] = parts.splice(random.below(parts.length), 1);
    parts.splice(random.below(parts.length + 1), 0, taken);
  },
  function graft(parts, random, others) {
    if (others.length > 0) parts.splice(random.below(parts.length + 1), 0, random.pick(others));
  },
  function changeType(parts, random, others) {
    change(parts, random, (each) => {
      const type = Buffer.from(random.chance(0.5) && others.length > 0 ? random.pick(others).type : each.type);
      if (type.length > 0 && random.chance(0.5)) type[random.below(type.length)] = random.below(256);
      return { ...each, type };
    });
  },
  changeNumber,
  changeNumber, // most of what a decoder believes is a number
  changeNumber,
  function changeBytes(parts, random) {
    changeData(parts, random, (data) => {
      for (let i = random.below(8); i >= 0; i--) data[random.below(data.length)] = random.below(256);
      return data;
    });
  },
  function shorten(parts, random) {
    changeData(parts, random, (data) => data.subarray(0, random.below(data.length)));
  },
  function lengthen(parts, random) {
    changeData(parts, random, (data) => {
      const length = random.pick([1, 10, 1000, 100_000]);
      return Buffer.concat([
        data,
        random.chance(0.5) ? Buffer.alloc(length, data) : Buffer.alloc(length, random.below(256)),
      ]);
    });
  },
];

function sizeOf({ data, children = [] }: Part): number {
  return children.reduce((sum, child) => sum + sizeOf(child), data.length);
}

/** Writes a number of 8, 16 or 32 bits at a place that is mostly a multiple of its size. */
function changeNumber(parts: Part[], random: Random): void {
  changeData(parts, random, (data) => {
    const size = Math.min(random.pick([1, 2, 4]), data.length);
    // Heads stand in front.
    const reach = random.chance(0.7) ? Math.min(data.length, 40) : data.length;
    const at = Math.min(data.length - size, Math.floor(random.below(reach) / size) * size);
    const value = random.chance(0.6) ? random.pick(EDGES) : random.below(random.pick([4, 256, 5000, 70_000]));
    const limited = size === 4 ? value >>> 0 : value % 2 ** (8 * size);
    if (random.chance(0.5)) data.writeUIntLE(limited, at, size);
    else data.writeUIntBE(limited, at, size);
    return data;
  });
}

function change(parts: Part[], random: Random, changed: (each: Part) => Part): void {
  const at = random.below(parts.length);
  parts[at] = changed(parts[at]);
}

/** Changes a copy of some part's data, if it has any. */
function changeData(parts: Part[], random: Random, changed: (data: Buffer) => Buffer): void {
  change(parts, random, (each) => (each.data.length === 0 ? each : { ...each, data: changed(Buffer.from(each.data)) }));
}

/**
 * Damages a file in one to four ways, by the parts that its format divides it into; lengths and checksums are right again
 * afterwards, so that the damage reaches the decoder.
 *
 * @param other another file of the same format, of which parts may be grafted on
 * @returns null where the file can't be divided
 */
export function mutateStructure(
  format: Format,
  bytes: Uint8Array,
  random: Random,
  other: Uint8Array,
): Uint8Array | null {
  const { split, join } = DIVISIONS[format];
  try {
    const others = split(Buffer.from(other));
    let parts = split(Buffer.from(bytes));
    if (format === "PNG" && random.chance(0.3)) parts = changePixels(parts, random);
    for (let i = random.below(4); i >= 0; i--) parts = mutateList(parts, random, others);
    return join(parts);
  } catch (error) {
    // A file that was damaged before may be divided no more, or its pixels unpacked.
    if (error instanceof RangeError || (error as { code?: string }).code?.startsWith("Z_")) return null;
    throw error;
  }
}

/** Changes a PNG's rows and filters as they are before they are packed; damage to packed ones seldom comes further than the unpacker. */
function changePixels(parts: readonly Part[], random: Random): Part[] {
  return parts.map((each) => {
    if (each.type.toString("latin1") !== "IDAT") return each;
    const rows = inflateSync(each.data, { finishFlush: constants.Z_SYNC_FLUSH });
    for (let i = random.below(20); i >= 0 && rows.length > 0; i--) rows[random.below(rows.length)] = random.below(256);
    const changed = random.chance(0.3) ? Buffer.concat([rows, Buffer.alloc(random.below(1_000_000))]) : rows;
    return { ...each, data: deflateSync(changed) };
  });
}

/** Mutates this list of parts, or one that lies in it. */
function mutateList(parts: readonly Part[], random: Random, others: readonly Part[]): Part[] {
  const changed = [...parts];
  const inner = changed.flatMap((each, at) => (each.children ? [at] : []));
  if (inner.length > 0 && random.chance(0.7)) {
    const at = random.pick(inner);
    const own = others.find(({ type }) => type.equals(changed[at].type))?.children ?? others;
    changed[at] = { ...changed[at], children: mutateList(changed[at].children!, random, own) };
  } else if (changed.length > 0) random.pick(MUTATIONS)(changed, random, others);
  return changed;
}
