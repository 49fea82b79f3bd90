const ORIENTATION = 274;
const SHORT = 3;
const LONG = 4;
/** Pictures with many notes, such as a camera's raw ones, have some 200. */
const MAX_ENTRIES = 1000;

export interface TiffDirectory {
  /** Where it begins, in bytes from the structure's start. */
  readonly start: number;
  readonly entries: readonly TiffEntry[];
  /** Whether numbers have their lowest byte first. */
  readonly little: boolean;
}

export interface TiffEntry {
  readonly tag: number;
  /** Where its twelve bytes begin, from the structure's start. */
  readonly place: number;
  /** Only where it is one whole number of 16 or 32 bits. */
  readonly value?: number;
}

/**
 * Reads the first directory of a TIFF structure (TIFF 6.0, section 2), which EXIF uses as well.
 *
 * @param start where the structure begins in `view`; offsets in it count from here
 * @throws RangeError where the directory lies outside the structure or has thousands of tags
 */
export function readTiffDirectory(view: DataView, start: number, length: number): TiffDirectory {
  const tiff = new DataView(view.buffer, view.byteOffset + start, length);
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  const count = tiff.getUint16(directory, little);
  if (count > MAX_ENTRIES) throw new RangeError("too many tags");
  const entries = Array.from({ length: count }, (_, i) => readEntry(tiff, directory + 2 + 12 * i, little));
  return { start: directory, entries, little };
}

function readEntry(tiff: DataView, place: number, little: boolean): TiffEntry {
  const tag = tiff.getUint16(place, little);
  const type = tiff.getUint16(place + 2, little);
  if (tiff.getUint32(place + 4, little) !== 1) return { tag, place };
  if (type === SHORT) return { tag, place, value: tiff.getUint16(place + 8, little) };
  if (type === LONG) return { tag, place, value: tiff.getUint32(place + 8, little) };
  return { tag, place };
}

/** The orientation that EXIF data gives; 1 where it gives none or is broken, for a picture is worth more than its notes. */
export function readExifOrientation(view: DataView, start: number, length: number): number {
  try {
    return readTiffDirectory(view, start, length).entries.find(({ tag }) => tag === ORIENTATION)?.value ?? 1;
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}
