/** `i8x16.relaxed_swizzle` and little else. */
const PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0], // a function without parameters that returns a vector
  ...[10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11],
);

/**
 * Whether this browser, or Node, has WebAssembly's relaxed SIMD (https://github.com/WebAssembly/relaxed-simd), and with it
 * `kernels-relaxed.wasm`, which is faster.
 */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(PROBE);
}
