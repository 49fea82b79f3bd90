import { COMPILED_KERNELS } from "./compiled-kernels.ts";

/** What `kernels/kernels.ts` exports; addresses and distances are in bytes. */
interface PixelKernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly pixelsFreeFrom: { readonly value: number };
  readonly isDark: { readonly value: number };
  readonly contrast: { readonly value: number };
  readonly findTaps: Kernel;
  readonly sampleRows: Kernel;
  readonly addAlpha: Kernel;
  readonly normalizePlanes: Kernel;
  readonly fitPaper: Kernel;
  readonly toInk: Kernel;
  readonly edgeSteepness: Kernel;
  readonly normalizeStroke: Kernel;
  readonly reduce: Kernel;
  readonly sampleStrip: Kernel;
}

type Kernel = (...given: number[]) => number;

const PAGE_BYTES = 65_536;

/**
 * Reading's loops over pixels, in WebAssembly, for this thread. They are opened where this file is imported, at once: a few kilobytes.
 * What they are given lies in their memory, from `FREE` on; it stays there until the next use. Nothing of it is used across an `await`.
 */
export const kernels = openKernels();

/** Address of the first byte that is free, aligned for vectors. */
export const FREE = Math.ceil(kernels.pixelsFreeFrom.value / 16) * 16;

function openKernels(): PixelKernels {
  const bytes = Uint8Array.from(atob(COMPILED_KERNELS), (letter) => letter.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as PixelKernels;
}

/** Has the memory reach up to an address. Views of it that were made before are empty then. */
export function reserve(end: number): void {
  const lacking = end - kernels.memory.buffer.byteLength;
  if (lacking > 0) kernels.memory.grow(Math.ceil(lacking / PAGE_BYTES));
}

/** A view of the memory. */
export function floatsAt(address: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(kernels.memory.buffer, address, length);
}

/** A view of the memory. */
export function bytesAt(address: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(kernels.memory.buffer, address, length);
}
