/** Bytes of a value, by type (TIFF 6.0, section 2). */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** What a file has is copied once; one whose parts overlap could have it copied for ever. */
const MAX_OVERLAP = 2;
const STRIP_OFFSETS = 273;
const STRIP_BYTES = 279;
const TILE_OFFSETS = 324;
const TILE_BYTES = 325;
/** What a decoder needs: size, kind, colours and place of the pixels, and how the picture must be turned. */
const KEPT = new Set([
  ...[
    254,
    255,
    256,
    257,
    258,
    259,
    262,
    266,
    STRIP_OFFSETS,
    274,
    277,
    278,
    STRIP_BYTES,
    280,
    281,
    282,
    283,
    284,
    292,
    293,
  ],
  ...[
    296,
    301,
    317,
    318,
    319,
    320,
    322,
    323,
    TILE_OFFSETS,
    TILE_BYTES,
    332,
    338,
    339,
    340,
    341,
    347,
    529,
    530,
    531,
    532,
  ],
]);

interface Entry {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly readValues: () => readonly number[];
  /** Of what lies elsewhere in the file. */
  readonly range: readonly [start: number, end: number] | undefined;
}

/**
 * Copies the first picture's pixels and what is needed to decode them to where they were, into a file that is empty otherwise.
 *
 * @throws RangeError where the file's directory lies outside it
 */
export function stripTiff(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const directory = view.getUint32(4, little);
  const count = view.getUint16(directory, little);
  const all = Array.from({ length: count }, (_, i) => readEntry(view, directory + 2 + 12 * i, little));
  const entries = all.filter(({ tag }) => KEPT.has(tag));
  const find = (tag: number) => entries.find((entry) => entry.tag === tag)?.readValues() ?? [];
  const offsets = [...find(STRIP_OFFSETS), ...find(TILE_OFFSETS)];
  const lengths = [...find(STRIP_BYTES), ...find(TILE_BYTES)];
  if (offsets.length === 0 || offsets.length !== lengths.length) return null;

  const stripped = Buffer.alloc(bytes.length);
  let copied = 0;
  const copy = (start: number, end: number) => {
    copied += Math.max(0, end - start);
    if (copied > MAX_OVERLAP * bytes.length) throw new RangeError("parts of the file overlap");
    stripped.set(bytes.subarray(start, end), start);
  };
  copy(0, 8);
  for (const { range } of entries) if (range !== undefined) copy(...range);
  for (const [i, offset] of offsets.entries()) copy(offset, Math.min(offset + lengths[i], bytes.length));
  const target = new DataView(stripped.buffer, stripped.byteOffset, stripped.length);
  target.setUint16(directory, entries.length, little);
  for (const [i, entry] of entries.entries()) stripped.set(entry.bytes, directory + 2 + 12 * i);
  target.setUint32(directory + 2 + 12 * entries.length, 0, little); // there is no other picture
  return stripped;
}

function readEntry(view: DataView, place: number, little: boolean): Entry {
  const type = view.getUint16(place + 2, little);
  const count = view.getUint32(place + 4, little);
  const size = (SIZES[type] ?? 0) * count;
  const start = size > 4 ? view.getUint32(place + 8, little) : place + 8;
  if (start + size > view.byteLength) throw new RangeError("a value lies outside the file");
  const isWhole = type === 3 || type === 4;
  const read = (at: number) => (type === 3 ? view.getUint16(at, little) : view.getUint32(at, little));
  return {
    tag: view.getUint16(place, little),
    bytes: new Uint8Array(view.buffer, view.byteOffset + place, 12),
    readValues: () => (isWhole ? Array.from({ length: count }, (_, i) => read(start + (type === 3 ? 2 : 4) * i)) : []),
    range: size > 4 ? [start, start + size] : undefined,
  };
}
