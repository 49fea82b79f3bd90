const ORIENTATION = 274;
const SHORT = 3;
const LONG = 4;

/**
 * Reads the first directory of a TIFF structure, which EXIF uses as well: the tags whose value is one integer.
 *
 * @param start where the structure begins in `view`; offsets in it count from here
 * @throws RangeError where the directory lies outside the structure
 */
export function readTiffDirectory(view: DataView, start: number, length: number): Map<number, number> {
  const tiff = new DataView(view.buffer, view.byteOffset + start, length);
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  const tags = new Map<number, number>();
  const count = tiff.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    const type = tiff.getUint16(entry + 2, little);
    if (tiff.getUint32(entry + 4, little) !== 1) continue;
    if (type === SHORT) tags.set(tiff.getUint16(entry, little), tiff.getUint16(entry + 8, little));
    if (type === LONG) tags.set(tiff.getUint16(entry, little), tiff.getUint32(entry + 8, little));
  }
  return tags;
}

/** The orientation that EXIF data gives; 1 where it gives none or is broken, for a picture is worth more than its notes. */
export function readExifOrientation(view: DataView, start: number, length: number): number {
  try {
    return readTiffDirectory(view, start, length).get(ORIENTATION) ?? 1;
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}
