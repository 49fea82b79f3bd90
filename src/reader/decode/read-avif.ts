import type { Facts } from "./header.ts";
import { type MediaBox, readBoxes } from "./read-boxes.ts";
import { isAt } from "./sniff.ts";
import { unreadKind } from "./unread-kind.ts";

/** Memory of the decoder's buffers, in bytes a pixel, for 8 bits and for more. */
const SUBSAMPLED_BYTES = { plain: 16, deep: 20 };
const FULL_COLOUR_BYTES = { plain: 19.5, deep: 27 };

/** Tiles of a grid may reach a little beyond it. */
const MAX_EXCESS = 1.1;

/**
 * Reads what an AVIF says of its primary item (ISO/IEC 23008-12, 6 and 9.3): its properties stand in `ipco`, and `ipma` says which.
 * The decoder applies `irot`, `imir` and `clap` itself.
 *
 * @throws RangeError where there is no primary item with a size
 * @throws PredictorError `image_unsupported` for a film that has no still picture
 */
export function readAvif(bytes: Uint8Array, view: DataView): Facts {
  const isFilm = isAt(bytes, "avis", 8);
  if (isFilm && readBoxes(view, ["meta"]).length === 0) {
    throw unreadKind("AVIF film without a still picture", "its first frame as PNG or JPEG");
  }
  const properties = readBoxes(view, ["meta", "iprp", "ipco"]);
  const sizeOf = ({ data }: MediaBox) => [view.getUint32(data + 4), view.getUint32(data + 8)] as const;
  let [coded, cropped, isTurned] = [[0, 0] as readonly number[], undefined as readonly number[] | undefined, false];
  for (const index of findPrimary(view)) {
    const property = properties[index - 1];
    if (property?.type === "ispe") coded = sizeOf(property);
    if (property?.type === "clap") cropped = [0, 8].map((at) => Math.round(fraction(view, property.data + at)));
    if (property?.type === "irot") isTurned = (view.getUint8(property.data) & 1) === 1;
  }
  // What else is decoded with it, its transparency or a grid's tiles, is no larger.
  for (const property of properties.filter(({ type }) => type === "ispe")) {
    const [width, height] = sizeOf(property);
    if (width * height > MAX_EXCESS * coded[0] * coded[1]) throw new RangeError("sizes are at odds");
  }
  const [width, height] = cropped ?? coded;
  return {
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    file: isFilm ? asStill(bytes) : bytes,
    bufferBytes: properties.reduce(
      (most, property) => Math.max(most, bufferBytesOf(view, property)),
      SUBSAMPLED_BYTES.plain,
    ),
  };
}

function fraction(view: DataView, at: number): number {
  return view.getUint32(at) / view.getUint32(at + 4);
}

/** A film has a still picture as well, its first frame. The decoder only looks for it under the other name. */
function asStill(bytes: Uint8Array): Uint8Array {
  const still = Buffer.from(bytes);
  still.write("avif", 8, "latin1");
  return still;
}

/** Numbers of the primary item's properties, from 1. */
function findPrimary(view: DataView): number[] {
  const box = (path: readonly string[], type: string): MediaBox => {
    const found = readBoxes(view, path).find((each) => each.type === type);
    if (found === undefined) throw new RangeError(`an AVIF has ${type}`);
    return found;
  };
  const { data: pitm } = box(["meta"], "pitm");
  const primary = view.getUint8(pitm) === 0 ? view.getUint16(pitm + 4) : view.getUint32(pitm + 4);
  const { data: ipma, end } = box(["meta", "iprp"], "ipma");
  const isLong = view.getUint8(ipma) >= 1;
  const isWide = (view.getUint8(ipma + 3) & 1) === 1;
  for (let at = ipma + 8; at < end; ) {
    const id = isLong ? view.getUint32(at) : view.getUint16(at);
    at += isLong ? 4 : 2;
    const count = view.getUint8(at++);
    const indices = Array.from({ length: count }, (_, i) =>
      isWide ? view.getUint16(at + 2 * i) & 0x7fff : view.getUint8(at + i) & 0x7f,
    );
    if (id === primary) return indices;
    at += isWide ? 2 * count : count;
  }
  throw new RangeError("the primary item has properties");
}

/** AV1 in ISOBMFF, 2.3: the third byte of `av1C` has the bit depth, then monochrome and how colours are subsampled. */
function bufferBytesOf(view: DataView, { type, data }: MediaBox): number {
  if (type !== "av1C") return 0;
  const flags = view.getUint8(data + 2);
  const isSubsampled = (flags & 0x10) !== 0 || (flags & 0x0c) === 0x0c;
  const bytes = isSubsampled ? SUBSAMPLED_BYTES : FULL_COLOUR_BYTES;
  return (flags & 0x40) !== 0 ? bytes.deep : bytes.plain;
}
