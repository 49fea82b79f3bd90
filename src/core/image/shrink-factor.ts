/** A large picture is shrunk, but never below these sides, so that a digit in a corner or on a strip can still be read. */
const LONGEST_SIDE = 1000;
const SHORTEST_SIDE = 500;
/** Strips that are so long that the sides alone would leave them larger than this are shrunk to it. */
const MAX_PIXELS = 4_000_000;

/**
 * By how much a picture of this size, in pixels, is shrunk before anything is looked for: original pixels per pixel that is read,
 * 1 or more. The same on the server and in the page.
 */
export function shrinkFactor(width: number, height: number): number {
  const sides = Math.min(Math.max(width, height) / LONGEST_SIDE, Math.min(width, height) / SHORTEST_SIDE);
  const factor = Math.max(1, sides, Math.sqrt((width * height) / MAX_PIXELS));
  // sharp decodes a JPEG at a quarter of its size only if it is shrunk by 5 or more. Most phones' photos lie just below.
  return factor >= 4 && factor < 5 ? 5 : factor;
}
