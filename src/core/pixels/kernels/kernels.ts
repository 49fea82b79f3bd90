// Reading's loops over pixels, in AssemblyScript (https://www.assemblyscript.org/): scripts/compile-pixel-kernels.ts makes WebAssembly of
// them. V8 runs that at full speed from the first picture on, where JavaScript takes hundreds to be optimized.
//
// Addresses and distances are in bytes. Planes are of 32-bit floats.

export { findTaps, sampleRows, addAlpha } from "./area";
export { contrast, edgeSteepness, isDark, normalizeStroke, reduce, toInk } from "./ink";
export { normalizePlanes } from "./normalize";
export { fitPaper } from "./paper";
export { sampleStrip } from "./strip";

/** First address that is free: before it lies what the kernels keep themselves. */
export const pixelsFreeFrom: usize = __heap_base;
