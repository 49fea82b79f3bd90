/** Image formats that are read, by the names that users know them by. */
export const READ_FORMATS = ["PNG", "JPEG", "WebP", "GIF", "BMP", "TIFF", "AVIF"] as const;
export type Format = (typeof READ_FORMATS)[number];

/**
 * Tells an image's format from its first bytes; names and content types are never trusted.
 *
 * @returns null where the bytes are of no format that is read
 */
export function sniff(bytes: Uint8Array): Format | null {
  const starts = (signature: string, at = 0) => isAt(bytes, signature, at);
  if (starts("\x89PNG\r\n\x1a\n")) return "PNG";
  if (starts("\xff\xd8\xff")) return "JPEG";
  if (starts("RIFF") && starts("WEBP", 8)) return "WebP";
  if (starts("GIF87a") || starts("GIF89a")) return "GIF";
  if (starts("BM")) return "BMP";
  if (starts("II*\0") || starts("MM\0*")) return "TIFF";
  if (hasBrand(bytes, ["avif", "avis"])) return "AVIF";
  return null;
}

/** Whether the bytes at `at` are these characters, one byte each. */
export function isAt(bytes: Uint8Array, characters: string, at: number): boolean {
  for (let i = 0; i < characters.length; i++) {
    if (bytes[at + i] !== characters.charCodeAt(i)) return false;
  }
  return true;
}

/** Looks through the brands of an ISO base media file (ISO/IEC 14496-12, 4.3): AVIF, HEIC and video files begin the same way. */
export function hasBrand(bytes: Uint8Array, brands: readonly string[]): boolean {
  if (!isAt(bytes, "ftyp", 4)) return false;
  const boxEnd = (bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
  for (let at = 8; at + 4 <= Math.min(boxEnd, bytes.length, 256); at += 4) {
    if (brands.some((brand) => isAt(bytes, brand, at))) return true;
  }
  return false;
}
