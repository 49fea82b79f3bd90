import { type MediaBox, readBoxes } from "../decode/read-boxes.ts";

/** Properties that say how the pixels are to be decoded and shown (ISO/IEC 23008-12, 6.5; AV1 Image File Format, 2.2). */
const PROPERTIES = new Set([
  ...["ispe", "pixi", "av1C", "colr", "auxC", "irot", "imir", "clap", "pasp"],
  ...["clli", "mdcv", "cclv", "amve", "a1op", "a1lx", "lsel"],
]);
/** What a picture is made of: coded pixels, a grid of them, some upon each other. */
const PIXELS = new Set(["av01", "grid", "iovl"]);
/** Its reader passes over it (ISO/IEC 14496-12, 8.1.2). As an item's type it is unknown, and such items are passed over too. */
const UNUSED = "free";

/** What a file has is copied once; one whose parts overlap could have it copied for ever. */
const MAX_OVERLAP = 2;

interface Extent {
  readonly isInBox: boolean;
  readonly offset: number;
  readonly length: number;
}

/**
 * Copies the primary picture, its tiles and its transparency, and what is needed to decode them, to where they were, into a file that is
 * empty otherwise: EXIF, XMP, thumbnails, names and unknown boxes are overwritten with zeros.
 *
 * @param file that has a still picture, as `readAvif` gives it
 * @returns null where it has what isn't known well enough
 * @throws RangeError where the file ends before what it promises
 */
export function stripAvif(file: Uint8Array): Uint8Array | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const stripped = Buffer.alloc(file.length);
  const copy = (start: number, end: number) => stripped.set(file.subarray(start, end), start);
  const copyBox = ({ start, end }: MediaBox) => copy(start, end);
  const copyHead = ({ start, data }: MediaBox) => copy(start, data);
  const empty = (box: MediaBox) => {
    copyHead(box);
    stripped.write(UNUSED, box.start + 4, "latin1");
  };

  const top = readBoxes(view, []);
  const meta = top.find(({ type }) => type === "meta");
  if (meta === undefined || top[0].type !== "ftyp") return null;
  const inside = readBoxes(view, ["meta"]);
  const find = (type: string) => inside.find((box) => box.type === type);
  const [pitm, iinf, iloc, iprp] = ["pitm", "iinf", "iloc", "iprp"].map(find);
  if (!pitm || !iinf || !iloc || !iprp) return null;
  const items = readItems(view, iinf);
  const kept = findPixels(readPrimary(view, pitm), readReferences(view, find("iref")));

  for (const box of top) {
    if (box === top[0]) copyBox(box);
    else if (box.type === "mdat") copyHead(box);
    else if (box !== meta) empty(box);
  }
  copy(meta.start, meta.data + 4);
  for (const box of inside) {
    if (["pitm", "iloc", "iref"].includes(box.type)) copyBox(box);
    else if (box.type === "hdlr") copy(box.start, box.data + 24);
    else if (box.type === "idat" || box.type === "iprp") copyHead(box);
    else if (box.type !== "iinf") empty(box);
  }

  copy(iinf.start, items.start);
  for (const { id, type, box, name } of items.all) {
    copy(box.start, name); // what follows are names
    if (!kept.has(id)) stripped.write(UNUSED, name - 4, "latin1");
    else if (!PIXELS.has(type)) return null;
  }
  for (const box of readBoxes(view, [], iprp.data, iprp.end)) {
    if (box.type === "ipma") copyBox(box);
    else if (box.type !== "ipco") empty(box);
    else {
      copyHead(box);
      for (const property of readBoxes(view, [], box.data, box.end)) {
        if (PROPERTIES.has(property.type)) copyBox(property);
        else empty(property); // stays, since they are known by their number
      }
    }
  }

  const places = readPlaces(view, iloc);
  if (places === null) return null;
  const idat = find("idat");
  let copied = 0;
  for (const [id, extents] of places) {
    if (!kept.has(id)) continue;
    for (const { isInBox, offset, length } of extents) {
      const start = offset + (isInBox ? (idat?.data ?? 0) : 0);
      const end = start + length;
      const around = isInBox ? [idat] : top.filter(({ type }) => type === "mdat");
      // Else what was left out could come back by it.
      if (length === 0 || !around.some((box) => box !== undefined && start >= box.data && end <= box.end)) return null;
      copied += length;
      if (copied > MAX_OVERLAP * file.length) return null;
      copy(start, end);
    }
  }
  return stripped;
}

function readPrimary(view: DataView, { data }: MediaBox): number {
  return view.getUint8(data) === 0 ? view.getUint16(data + 4) : view.getUint32(data + 4);
}

/** @returns all items, `start` being where the first of them begins, and `name` where an item's names do */
function readItems(view: DataView, { data, end }: MediaBox) {
  const start = data + (view.getUint8(data) === 0 ? 6 : 8);
  const all = readBoxes(view, [], start, end).map((box) => {
    const version = view.getUint8(box.data);
    if (box.type !== "infe" || version < 2) throw new RangeError("items have a type");
    const type = box.data + (version === 2 ? 8 : 10);
    const id = version === 2 ? view.getUint16(box.data + 4) : view.getUint32(box.data + 4);
    return { id, type: toText(view, type), box, name: type + 4 };
  });
  return { start, all };
}

interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

function readReferences(view: DataView, iref: MediaBox | undefined): Reference[] {
  if (iref === undefined) return [];
  const size = view.getUint8(iref.data) === 0 ? 2 : 4;
  const idAt = (at: number) => (size === 2 ? view.getUint16(at) : view.getUint32(at));
  return readBoxes(view, [], iref.data + 4, iref.end).map(({ type, data, end }) => {
    const count = view.getUint16(data + size);
    const first = data + size + 2;
    if (first + count * size !== end) throw new RangeError("references fill their box");
    return { type, from: idAt(data), to: Array.from({ length: count }, (_, i) => idAt(first + i * size)) };
  });
}

/** The items that the primary one is derived from, and those that are auxiliary to one of these, as transparency is. */
function findPixels(primary: number, references: readonly Reference[]): ReadonlySet<number> {
  const parts = new Map<number, number[]>();
  for (const { type, from, to } of references) {
    if (type === "dimg") for (const part of to) addTo(parts, from, part);
    if (type === "auxl") for (const whole of to) addTo(parts, whole, from);
  }
  const found = new Set([primary]);
  for (const id of found) for (const part of parts.get(id) ?? []) found.add(part);
  return found;
}

function addTo(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Where each item's bytes are: ISO/IEC 14496-12, 8.11.3. */
function readPlaces(view: DataView, { data, end }: MediaBox): Map<number, Extent[]> | null {
  let at = data;
  const take = (size: number) => {
    at += size;
    if (at > end) throw new RangeError("places lie within their box");
    if (size === 0) return 0;
    if (size === 2) return view.getUint16(at - 2);
    return size === 4 ? view.getUint32(at - 4) : Number(view.getBigUint64(at - 8));
  };
  const version = view.getUint8(at);
  at += 4;
  const sizes = take(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  if (version > 2 || [offsetSize, baseSize, indexSize].some((size) => ![0, 4, 8].includes(size))) return null;
  if (lengthSize !== 4 && lengthSize !== 8) return null; // so that a place takes some bytes, and there are no more of them than the file has room for
  const places = new Map<number, Extent[]>();
  for (let left = take(version < 2 ? 2 : 4); left > 0; left--) {
    const id = take(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : take(2) & 15;
    const file = take(2);
    if (method > 1 || file !== 0) return null;
    const base = take(baseSize);
    const extents: Extent[] = [];
    for (let count = take(2); count > 0; count--) {
      take(indexSize);
      const offset = base + take(offsetSize);
      extents.push({ isInBox: method === 1, offset, length: take(lengthSize) });
    }
    places.set(id, extents);
  }
  return at === end ? places : null;
}

function toText(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
