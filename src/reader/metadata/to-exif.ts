/** EXIF data, a TIFF file with one directory, that states nothing but this orientation (1…8). */
export function toExif(orientation: number): Uint8Array {
  const bytes = Buffer.alloc(26);
  bytes.write("MM\0*", 0, "latin1");
  bytes.writeUInt32BE(8, 4);
  bytes.writeUInt16BE(1, 8); // entries
  bytes.writeUInt16BE(0x0112, 10); // Orientation
  bytes.writeUInt16BE(3, 12); // SHORT
  bytes.writeUInt32BE(1, 14);
  bytes.writeUInt16BE(orientation, 18);
  return bytes;
}
