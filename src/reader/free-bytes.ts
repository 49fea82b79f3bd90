/**
 * Frees the memory of bytes at once. The garbage collector frees it late: bytes outside its heap hardly count for it, so that they
 * pile up while many large bodies come and go. Bytes that share their memory with others are left to it.
 *
 * @param bytes nobody may use them afterwards: they are detached, and have no length
 */
export function freeBytes(bytes: Uint8Array | Float32Array): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
}
