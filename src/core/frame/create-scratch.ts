/** Larger ones are not kept. */
const MAX_KEPT = 100_000;
/** Sizes that are kept; framing has few. */
const MAX_SIZES = 8;

/**
 * Memory for what is needed only within one call: the same again for the same length, with what was left in it. New memory for every
 * digit would keep the garbage collector busier than the digit itself.
 *
 * @example
 * const toScratch = createScratch();
 * const plane = toScratch(size * size);
 */
export function createScratch(): (length: number) => Float32Array {
  const kept = new Map<number, Float32Array>();
  return (length) => {
    const known = kept.get(length);
    if (known) return known;
    const values = new Float32Array(length);
    if (length <= MAX_KEPT && kept.size < MAX_SIZES) kept.set(length, values);
    return values;
  };
}
