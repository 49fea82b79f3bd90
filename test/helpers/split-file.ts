import { crc32 } from "node:zlib";
import type { Format } from "../../src/reader/decode/sniff.ts";

/** A piece of a file, as its format divides it: a chunk, segment, block, box, tag or header. Those with children have no data. */
export interface Part {
  /** Its type, as bytes; empty where the format gives it none. */
  readonly type: Buffer;
  readonly data: Buffer;
  readonly children?: readonly Part[];
}

interface Division {
  /** @throws RangeError where the file can't be followed */
  split(file: Buffer): Part[];
  /** Lengths and checksums are made right for what the parts hold now. */
  join(parts: readonly Part[]): Buffer;
}

/** How each format is divided into parts, and put together again: a whole file comes out as it was. */
export const DIVISIONS: Readonly<Record<Format, Division>> = {
  PNG: { split: splitPng, join: joinPng },
  JPEG: { split: splitJpeg, join: joinJpeg },
  WebP: { split: (file) => [part("", file.subarray(0, 12)), ...splitRiff(file.subarray(12))], join: joinRiff },
  GIF: { split: splitGif, join: (parts) => Buffer.concat(parts.map(({ data }) => data)) },
  BMP: { split: splitBmp, join: (parts) => Buffer.concat(parts.map(({ data }) => data)) },
  TIFF: { split: splitTiff, join: joinTiff },
  AVIF: { split: (file) => splitBoxes(file), join: joinBoxes },
};

function part(type: string | Buffer, data: Buffer): Part {
  return { type: Buffer.from(type as string, "latin1"), data };
}

function splitPng(file: Buffer): Part[] {
  const parts = [part("", file.subarray(0, 8))];
  for (let at = 8; at < file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    parts.push(part(file.subarray(at + 4, at + 8), file.subarray(at + 8, end)));
    at = end + 4;
  }
  return parts;
}

function joinPng([signature, ...chunks]: readonly Part[]): Buffer {
  const pieces = chunks.map(({ type, data }) => {
    const chunk = Buffer.alloc(12 + data.length);
    chunk.writeUInt32BE(data.length, 0);
    type.copy(chunk, 4);
    data.copy(chunk, 8);
    chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), 8 + data.length);
    return chunk;
  });
  return Buffer.concat([signature?.data ?? Buffer.alloc(0), ...pieces]);
}

/** Segments with their marker as type; what follows a scan's head is a part of its own, without a type. */
function splitJpeg(file: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < file.length; ) {
    const marker = file.subarray(at, at + 2);
    if (marker[0] !== 0xff || marker[1] === 0) {
      let end = at;
      do end = file.indexOf(0xff, end + 1);
      while (end >= 0 && (file[end + 1] === 0 || (file[end + 1] >= 0xd0 && file[end + 1] <= 0xd7)));
      if (end < 0) end = file.length;
      parts.push(part("", file.subarray(at, end)));
      at = end;
    } else if (marker[1] === 0xd8 || marker[1] === 0xd9) {
      parts.push(part(marker, Buffer.alloc(0)));
      at += 2;
    } else {
      const end = at + 2 + file.readUInt16BE(at + 2);
      parts.push(part(marker, file.subarray(at + 4, end)));
      at = end;
    }
  }
  return parts;
}

function joinJpeg(parts: readonly Part[]): Buffer {
  const pieces = parts.map(({ type, data }) => {
    if (type.length === 0) return data;
    if (data.length === 0 && (type[1] === 0xd8 || type[1] === 0xd9)) return type;
    const length = Buffer.alloc(2);
    length.writeUInt16BE((data.length + 2) & 0xffff);
    return Buffer.concat([type, length, data]);
  });
  return Buffer.concat(pieces);
}

/** An animation's frames have a head of 16 bytes, then chunks. */
function splitRiff(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const type = bytes.subarray(at, at + 4);
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, end);
    const children = type.equals(Buffer.from("ANMF"))
      ? [part("", data.subarray(0, 16)), ...splitRiff(data.subarray(16))]
      : undefined;
    parts.push(children ? { type, data: Buffer.alloc(0), children } : { type, data });
    at = end + ((end - at) & 1);
  }
  return parts;
}

function joinRiff([head, ...chunks]: readonly Part[]): Buffer {
  const file = Buffer.concat([head?.data ?? Buffer.alloc(0), joinChunks(chunks)]);
  if (file.length >= 12) file.writeUInt32LE(file.length - 8, 4);
  return file;
}

function joinChunks(chunks: readonly Part[]): Buffer {
  const pieces = chunks.map(({ type, data, children }) => {
    const body = children ? joinChunks(children) : data;
    if (type.length === 0) return body;
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    return Buffer.concat([type, length, body, Buffer.alloc(body.length & 1)]);
  });
  return Buffer.concat(pieces);
}

/** The header with its colours, each extension, each frame's head and each frame's data. */
function splitGif(file: Buffer): Part[] {
  const colours = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const parts: Part[] = [];
  const take = (from: number, to: number) => {
    parts.push(part("", file.subarray(from, to)));
    return to;
  };
  const blocksEnd = (start: number) => {
    let at = start;
    while (file[at] > 0) at += 1 + file[at];
    return at + 1;
  };
  let at = take(0, 13);
  at = take(at, at + colours(file[10]));
  while (at < file.length) {
    if (file[at] === 0x2c) {
      at = take(at, at + 10 + colours(file[at + 9]));
      at = take(at, blocksEnd(at + 1));
    } else at = take(at, file[at] === 0x21 ? blocksEnd(at + 2) : at + 1);
  }
  return parts;
}

function splitBmp(file: Buffer): Part[] {
  const [header, pixels] = [14 + file.readUInt32LE(14), file.readUInt32LE(10)];
  return [
    [0, 14],
    [14, header],
    [header, pixels],
    [pixels, file.length],
  ].map(([from, to]) => part("", file.subarray(from, to)));
}

/** What stands before the first directory, then each of its tags, then the rest. Places in the file don't move with their values. */
function splitTiff(file: Buffer): Part[] {
  const isLittle = file[0] === 0x49;
  const start = isLittle ? file.readUInt32LE(4) : file.readUInt32BE(4);
  const count = isLittle ? file.readUInt16LE(start) : file.readUInt16BE(start);
  const tags = Array.from({ length: count }, (_, i) => file.subarray(start + 2 + 12 * i, start + 14 + 12 * i));
  return [
    part("", file.subarray(0, start)),
    ...tags.map((tag) => part(tag.subarray(0, 2), tag.subarray(2))),
    part("", file.subarray(start + 2 + 12 * count)),
  ];
}

function joinTiff(parts: readonly Part[]): Buffer {
  const first = parts[0]?.data ?? Buffer.alloc(0);
  const count = Buffer.alloc(2);
  const number = parts.filter(({ type }) => type.length > 0).length;
  if (first[0] === 0x49) count.writeUInt16LE(number & 0xffff);
  else count.writeUInt16BE(number & 0xffff);
  return Buffer.concat([first, count, ...parts.slice(1).flatMap(({ type, data }) => [type, data])]);
}

/** Boxes that hold boxes, with what stands before these. */
const CONTAINERS: Readonly<Record<string, number>> = {
  meta: 4,
  iprp: 0,
  ipco: 0,
  moov: 0,
  trak: 0,
  mdia: 0,
  minf: 0,
  stbl: 0,
};

function splitBoxes(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const end = size < 8 ? bytes.length : at + size;
    const type = bytes.subarray(at + 4, at + 8);
    const data = bytes.subarray(at + 8, end);
    const skip = CONTAINERS[type.toString("latin1")];
    if (skip === undefined) parts.push({ type, data });
    else
      parts.push({
        type,
        data: Buffer.alloc(0),
        children: [part("", data.subarray(0, skip)), ...splitBoxes(data.subarray(skip))],
      });
    at = end;
  }
  return parts;
}

function joinBoxes(boxes: readonly Part[]): Buffer {
  const pieces = boxes.map(({ type, data, children }) => {
    const body = children ? joinBoxes(children) : data;
    if (type.length === 0) return body;
    const size = Buffer.alloc(4);
    size.writeUInt32BE(body.length + 8);
    return Buffer.concat([size, type, body]);
  });
  return Buffer.concat(pieces);
}
