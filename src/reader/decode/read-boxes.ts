export interface MediaBox {
  /** Four characters. */
  readonly type: string;
  /** Where the box begins, in bytes from the start of the file. */
  readonly start: number;
  /** Where the box's data begins, in bytes from the start of the file. */
  readonly data: number;
  /** Where the box ends. */
  readonly end: number;
}

/** Most boxes side by side: pictures have some twenty, and as many properties as tiles at most. */
const MAX_BOXES = 5000;

/**
 * Lists the boxes of an ISO base media file (ISO/IEC 14496-12) that lie inside the given path of boxes.
 *
 * @param path types from the outside in, `meta` being the only one that has a version in front of its children
 * @throws RangeError where a box reaches beyond the one that it is in, or there are very many
 */
export function readBoxes(view: DataView, path: readonly string[], start = 0, end = view.byteLength): MediaBox[] {
  const boxes: MediaBox[] = [];
  for (let at = start; at < end; ) {
    let size = view.getUint32(at);
    let data = at + 8;
    if (size === 1) {
      size = Number(view.getBigUint64(data));
      data += 8;
    } else if (size === 0) size = end - at;
    if (size < data - at || at + size > end) throw new RangeError("a box lies within the one around it");
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)));
    if (boxes.length === MAX_BOXES) throw new RangeError("too many boxes");
    boxes.push({ type, start: at, data, end: at + size });
    at += size;
  }
  if (path.length === 0) return boxes;
  const inner = boxes.find((box) => box.type === path[0]);
  if (!inner) return [];
  return readBoxes(view, path.slice(1), inner.data + (inner.type === "meta" ? 4 : 0), inner.end);
}
