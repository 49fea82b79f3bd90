import type { Facts } from "./header.ts";
import { refuseFrames } from "./refuse-frames.ts";

const EXTENSION = 0x21;
const FRAME = 0x2c;
const TRAILER = 0x3b;

/** LZW's longest entry has as many pixels as its table has entries, and stands for 12 bits (GIF89a, appendix F). */
const MAX_PIXELS_PER_BYTE = 4096 / 1.5;

/** A block has up to 255 bytes, and nearly all have that: of the largest file, 40,000. */
const MAX_BLOCKS = 200_000;

/**
 * Screens that the decoder doesn't believe, because some writers give their own screen's size there; the picture is then as large as
 * its frame (libnsgif, `nsgif_data_scan`).
 */
const DOUBTED = [
  [640, 480],
  [640, 512],
  [800, 600],
  [1024, 768],
  [1280, 1024],
  [1600, 1200],
];
const MAX_SCREEN_SIDE = 2048;

/**
 * Walks a GIF's blocks (https://www.w3.org/Graphics/GIF/spec-gif89a.txt). The decoder is given the first frame only.
 *
 * @throws RangeError where the first frame isn't whole: decoders fill in what is missing without a word
 */
export function readGif(bytes: Uint8Array, view: DataView): Facts {
  const start = 13 + colorTable(view.getUint8(10));
  let at = skipExtensions(bytes, start);
  if (bytes[at] !== FRAME) throw new RangeError("a GIF has a frame");
  // The first frame may reach beyond the screen.
  const frameWidth = view.getUint16(at + 1, true) + view.getUint16(at + 5, true);
  const frameHeight = view.getUint16(at + 3, true) + view.getUint16(at + 7, true);
  const framePixels = view.getUint16(at + 5, true) * view.getUint16(at + 7, true);
  const dataStart = at + 11 + colorTable(view.getUint8(at + 9));
  const end = skipBlocks(bytes, dataStart);
  if (end > bytes.length) throw new RangeError("a GIF's frame is whole");

  let frames = 1;
  for (at = skipExtensions(bytes, end); bytes[at] === FRAME; at = skipExtensions(bytes, at)) {
    refuseFrames("GIF", ++frames);
    at = skipBlocks(bytes, at + 11 + colorTable(bytes[at + 9]));
  }
  const file = new Uint8Array(end + 1);
  file.set(bytes.subarray(0, end));
  file[end] = TRAILER;

  const [screenWidth, screenHeight] = [view.getUint16(6, true), view.getUint16(8, true)];
  const isDoubted =
    Math.min(screenWidth, screenHeight) === 0 ||
    Math.max(screenWidth, screenHeight) > MAX_SCREEN_SIDE ||
    DOUBTED.some(([width, height]) => width === screenWidth && height === screenHeight);
  const width = isDoubted ? frameWidth : Math.max(screenWidth, frameWidth);
  const height = isDoubted ? frameHeight : Math.max(screenHeight, frameHeight);
  return {
    ...{ width, height, file },
    bufferBytes: 6,
    lacksBytes: framePixels > MAX_PIXELS_PER_BYTE * (end - dataStart),
  };
}

function colorTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function skipExtensions(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === EXTENSION) at = skipBlocks(bytes, at + 2);
  return at;
}

/**
 * @returns the place after the empty block that ends them; beyond the file where that is missing
 * @throws RangeError where there are very many
 */
function skipBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let blocks = 0; bytes[at] > 0; blocks++) {
    if (blocks > MAX_BLOCKS) throw new RangeError("too many blocks");
    at += 1 + bytes[at];
  }
  return at + 1;
}
