const EXTENSION = 0x21;
const FRAME = 0x2c;
/** How the frame is to be shown, transparency included. */
const GRAPHIC_CONTROL = 0xf9;

/** @param file up to the end of its first frame, as `readGif` gives it, from which comments and other notes are taken out */
export function stripGif(file: Uint8Array): Uint8Array | null {
  const start = 13 + (file[10] & 0x80 ? 3 * 2 ** ((file[10] & 7) + 1) : 0);
  const parts = [file.subarray(0, start)];
  for (let at = start; at < file.length; ) {
    if (file[at] === FRAME) return Buffer.concat([...parts, file.subarray(at)]);
    if (file[at] !== EXTENSION) return null;
    let end = at + 2;
    while (file[end] > 0) end += 1 + file[end];
    if (file[at + 1] === GRAPHIC_CONTROL) parts.push(file.subarray(at, end + 1));
    at = end + 1;
  }
  return null;
}
