/** Watches a JPEG's segments go by, and tells whether they are what encoders write. */
export interface PlainJpeg {
  /**
   * @param at the place of the segment's marker code
   * @param length the length that it states, 0 where it has none
   */
  see(at: number, length: number): void;
  isPlain(): boolean;
}

const [BASELINE, EXTENDED, PROGRESSIVE, HUFFMAN, SCAN, QUANTIZATION, RESTART] = [
  0xc0, 0xc1, 0xc2, 0xc4, 0xda, 0xdb, 0xdd,
];
/** SOI, EOI, comments and applications' own segments. */
const isHarmless = (marker: number) =>
  marker === 0xd8 || marker === 0xd9 || marker === 0xfe || (marker & 0xf0) === 0xe0;
/** No coefficient is known down to this bit. */
const NOTHING = 14;
const MAX_BLOCKS_PER_MCU = 10;

interface PlainComponent {
  readonly table: number;
  /** Of each coefficient, the bit down to which it is known. */
  readonly known: Uint8Array;
}

/**
 * A JPEG is plain where all its tables are whole and stand before what uses them, and its scans give each coefficient once, bit by bit
 * (ITU-T T.81, annexes B and G). Only such files are for a decoder whose own checks can't be relied on: the one that is fastest ends
 * its process where it meets what its authors didn't think of.
 */
export function createPlainJpeg(view: DataView): PlainJpeg {
  const components = new Map<number, PlainComponent>();
  const quantizations = new Set<number>();
  const codes = new Set<number>();
  let frame: number | undefined;
  let isPlain = true;

  function seeQuantization(start: number, end: number): boolean {
    let at = start;
    for (; at < end; at += 65) {
      if (view.getUint8(at) > 3) return false;
      quantizations.add(view.getUint8(at));
    }
    return at === end;
  }

  function seeCodes(start: number, end: number): boolean {
    let at = start;
    while (at + 17 <= end) {
      const table = view.getUint8(at);
      if ((table & 0xec) !== 0) return false;
      let [free, count] = [1, 0];
      for (let length = 1; length <= 16; length++) {
        free = 2 * free - view.getUint8(at + length);
        count += view.getUint8(at + length);
        if (free < 0) return false;
      }
      if (count === 0 || count > 256) return false;
      codes.add(table);
      at += 17 + count;
    }
    return at === end;
  }

  function seeFrame(marker: number, start: number, end: number): boolean {
    const count = view.getUint8(start + 5);
    if (frame !== undefined || ![1, 3, 4].includes(count) || end !== start + 6 + 3 * count) return false;
    frame = marker;
    let blocks = 0;
    for (let at = start + 6; at < end; at += 3) {
      const [across, down] = [view.getUint8(at + 1) >> 4, view.getUint8(at + 1) & 15];
      if (across < 1 || across > 4 || down < 1 || down > 4 || view.getUint8(at + 2) > 3) return false;
      blocks += across * down;
      components.set(view.getUint8(at), { table: view.getUint8(at + 2), known: new Uint8Array(64).fill(NOTHING) });
    }
    return components.size === count && (count === 1 || blocks <= MAX_BLOCKS_PER_MCU);
  }

  function seeScan(start: number, end: number): boolean {
    const count = view.getUint8(start);
    if (count < 1 || count > components.size || end !== start + 4 + 2 * count) return false;
    const [first, last] = [view.getUint8(end - 3), view.getUint8(end - 2)];
    const [high, low] = [view.getUint8(end - 1) >> 4, view.getUint8(end - 1) & 15];
    const isSequential = frame !== PROGRESSIVE;
    if (isSequential && !(first === 0 && last === 63 && high === 0 && low === 0)) return false;
    if (!isSequential && !(first === 0 ? last === 0 : count === 1 && first <= last && last <= 63)) return false;
    if (low > 13 || (high !== 0 && high !== low + 1)) return false;
    for (let i = 0; i < count; i++) {
      const component = components.get(view.getUint8(start + 1 + 2 * i));
      const tables = view.getUint8(start + 2 + 2 * i);
      if (component === undefined || !quantizations.has(component.table)) return false;
      const before = high === 0 ? NOTHING : high;
      if (component.known.subarray(first, last + 1).some((bit) => bit !== before)) return false;
      if (first > 0 && component.known[0] === NOTHING) return false;
      component.known.fill(low, first, last + 1);
      if (first === 0 && high === 0 && !codes.has(tables >> 4)) return false;
      if (last > 0 && !codes.has(0x10 | (tables & 15))) return false;
    }
    return true;
  }

  function seeSegment(marker: number, start: number, end: number): boolean {
    if (marker === QUANTIZATION) return seeQuantization(start, end);
    if (marker === HUFFMAN) return seeCodes(start, end);
    if (marker === RESTART) return end === start + 2;
    if (marker === BASELINE || marker === EXTENDED || marker === PROGRESSIVE) return seeFrame(marker, start, end);
    if (marker === SCAN) return seeScan(start, end);
    return isHarmless(marker);
  }

  return {
    see(at, length) {
      isPlain &&= seeSegment(view.getUint8(at), at + 3, at + 1 + length);
    },
    isPlain: () => isPlain && [...components.values()].every(({ known }) => known[0] !== NOTHING),
  };
}
