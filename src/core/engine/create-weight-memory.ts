/** Memory for numbers that stay as long as the network. */
export interface WeightMemory {
  /** @returns their address, which 16 divides */
  keep(numbers: Float32Array | Int16Array | Int32Array): number;
}

/** @param start first free address of the memory; @param onEnd told where what is free begins */
export function createWeightMemory(
  memory: WebAssembly.Memory,
  start: number,
  onEnd: (end: number) => void,
): WeightMemory {
  let end = start;
  return {
    keep(numbers) {
      const at = Math.ceil(end / 16) * 16;
      end = at + numbers.byteLength;
      growMemory(memory, end);
      new Uint8Array(memory.buffer).set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), at);
      onEnd(end);
      return at;
    },
  };
}

const PAGE_BYTES = 65_536;

/** Makes memory at least so large. What was seen of its buffer before is lost. */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}
