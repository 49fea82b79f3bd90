/** Watches the chunks that a PNG's decoder needs go by, and tells whether they are what encoders write. */
export interface PlainPng {
  see(type: string, length: number): void;
  isPlain(): boolean;
}

/** Samples per pixel by colour type. */
export const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Bits per sample by colour type. */
const BITS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const PALETTE = 3;
/** Bytes of one transparent colour by colour type; a palette has one for each entry at most. */
const TRANSPARENT: Readonly<Record<number, number>> = { 0: 2, 2: 6 };

/**
 * A PNG is plain where its chunks stand in their order, none twice, and have the lengths that their kind has
 * (https://www.w3.org/TR/png-3/#5ChunkOrdering). Only such files are for a decoder whose own checks can't be relied on: the one that
 * is fastest ends its process at a palette of four bytes.
 */
export function createPlainPng(bits: number, colorType: number): PlainPng {
  const seen: string[] = [];
  let entries = 0;
  let isPlain = BITS[colorType]?.includes(bits) ?? false;

  function isUsual(type: string, length: number): boolean {
    const isFirst = !seen.includes(type);
    switch (type) {
      case "IHDR":
        return seen.length === 0 && length === 13;
      case "PLTE":
        entries = length / 3;
        return (
          isFirst &&
          seen.length === 1 &&
          Number.isInteger(entries) &&
          entries > 0 &&
          entries <= (colorType === PALETTE ? 2 ** bits : 256)
        );
      case "tRNS":
        return (
          isFirst &&
          !seen.includes("IDAT") &&
          (colorType === PALETTE ? length > 0 && length <= entries : length === TRANSPARENT[colorType])
        );
      case "IDAT":
        return seen.at(-1) === "IDAT" || isFirst;
      default:
        return length === 0;
    }
  }

  return {
    see(type, length) {
      isPlain &&= isUsual(type, length);
      if (seen.at(-1) !== type) seen.push(type);
    },
    isPlain: () => isPlain && (colorType !== PALETTE || entries > 0),
  };
}
