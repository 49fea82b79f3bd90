export interface TiffParts {
  readonly width: number;
  readonly height: number;
  /** Per pixel: 1 grey, 3 RGB, 4 RGBA. */
  readonly samples?: number;
  readonly bits?: number;
  /** TIFF 6.0's number; 1 is none. */
  readonly compression?: number;
  readonly rowsPerStrip?: number;
  /** Side of square tiles, in place of strips. */
  readonly tile?: number;
  /** Data of strips or tiles; where they are all the same object, it is written once. */
  readonly strips: readonly Uint8Array[];
  /** What the file says of each strip's length, in place of the truth. */
  readonly stripBytes?: number;
  readonly jpegTables?: Uint8Array;
  /** Further tags of one 32-bit number, also such that stand there already. */
  readonly extra?: readonly (readonly [tag: number, value: number])[];
}

/** Writes a TIFF by hand, little-endian, so that it may lie. */
export function encodeTiff(parts: TiffParts): Uint8Array {
  const {
    width,
    height,
    samples = 1,
    bits = 8,
    compression = 1,
    rowsPerStrip = height,
    tile,
    strips,
    extra = [],
  } = parts;
  const blobs: Uint8Array[] = [];
  let end = 8;
  const write = (blob: Uint8Array) => {
    const at = end;
    blobs.push(blob);
    end += blob.length;
    return at;
  };
  const places = new Map<Uint8Array, number>();
  const offsets = strips.map((strip) => places.get(strip) ?? places.set(strip, write(strip)).get(strip)!);
  const list = (values: readonly number[], size: 2 | 4): readonly [type: number, count: number, value: number] => {
    const type = size === 2 ? 3 : 4;
    if (values.length === 1) return [type, 1, values[0]];
    const data = Buffer.alloc(values.length * size);
    for (const [i, value] of values.entries()) data.writeUIntLE(value, size * i, size);
    if (data.length <= 4) return [type, values.length, data.length === 4 ? data.readUInt32LE(0) : data.readUInt16LE(0)];
    return [type, values.length, write(data)];
  };
  const lengths = strips.map((strip) => parts.stripBytes ?? strip.length);
  const tags: (readonly [tag: number, entry: readonly [type: number, count: number, value: number]])[] = [
    [256, [4, 1, width]],
    [257, [4, 1, height]],
    [258, list(Array<number>(samples).fill(bits), 2)],
    [259, [3, 1, compression]],
    [262, [3, 1, samples >= 3 ? 2 : 1]],
    [277, [3, 1, samples]],
    ...(samples === 4 ? ([[338, [3, 1, 2]]] as const) : []),
    ...(tile
      ? ([
          [322, [4, 1, tile]],
          [323, [4, 1, tile]],
          [324, list(offsets, 4)],
          [325, list(lengths, 4)],
        ] as const)
      : ([
          [273, list(offsets, 4)],
          [278, [4, 1, rowsPerStrip]],
          [279, list(lengths, 4)],
        ] as const)),
    ...(parts.jpegTables ? ([[347, [7, parts.jpegTables.length, write(parts.jpegTables)]]] as const) : []),
    ...extra.map(([tag, value]) => [tag, [4, 1, value]] as const),
  ];
  const sorted = tags.toSorted(([a], [b]) => a - b);
  const directory = Buffer.alloc(2 + 12 * sorted.length + 4);
  directory.writeUInt16LE(sorted.length, 0);
  for (const [index, [tag, [type, count, value]]] of sorted.entries()) {
    const at = 2 + 12 * index;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    directory.writeUInt32LE(value, at + 8);
  }
  const head = Buffer.from("II*\0\0\0\0\0", "latin1");
  head.writeUInt32LE(end, 4);
  return Buffer.concat([head, ...blobs, directory]);
}
