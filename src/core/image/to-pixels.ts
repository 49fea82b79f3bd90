/** A picture's pixels as one number each: red in the lowest byte, alpha in the highest. A copy only where they don't lie in whole words. */
export function toPixels(rgba: Uint8Array | Uint8ClampedArray): Uint32Array {
  // Every processor and browser that this runs on has the lowest byte first.
  return rgba.byteOffset % 4 === 0
    ? new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length >> 2)
    : new Uint32Array(Uint8Array.from(rgba).buffer); // not `slice`, which copies nothing of a Buffer
}
