/** A photo takes some 2.5 MB; what goes beyond this is allocated as usual. */
const memory = new ArrayBuffer(4 << 20);
let used = 0;

interface Kind<T> {
  new (length: number): T;
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * An array of zeros that lives until the next picture is searched. Searching a small picture takes some fifty of them, and
 * to allocate and collect these took a sixth of its time. What leaves `findCandidates` must not lie here.
 *
 * @throws RangeError where the length is no whole number from 0 on: `used` would be lost, and arrays lie upon each other
 */
export function allocate<T extends { fill(value: number): T }>(Kind: Kind<T>, length: number): T {
  if (!(length >= 0)) throw new RangeError(`An array of ${length} elements was asked for.`);
  const bytes = Kind.BYTES_PER_ELEMENT * length;
  if (used + bytes > memory.byteLength) return new Kind(length);
  const array = new Kind(memory, used, length).fill(0);
  used = (used + bytes + 7) & ~7; // the next array may need places that are multiples of 8
  return array;
}

/** The arrays so far may be overwritten from here on. */
export function freeAll(): void {
  used = 0;
}
