import type { Picture } from "../../src/core/picture.ts";

const GREY_OF: Record<string, number> = { "#": 0, "+": 128, ".": 255 };

/**
 * A picture from rows of `#` (black), `+` (grey), `.` (white) and space (transparent).
 *
 * @param blockSize width and height in pixels of what each character becomes
 */
export function fromAscii(rows: readonly string[], blockSize = 1): Picture {
  const width = rows[0].length * blockSize;
  const height = rows.length * blockSize;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const character = rows[Math.floor(y / blockSize)][Math.floor(x / blockSize)];
      const grey = GREY_OF[character];
      if (grey !== undefined) rgba.set([grey, grey, grey, 255], (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

/** The reverse, by the pixel in the middle of each block; a colour that is none of the four becomes `?`. */
export function toAscii(picture: Picture, blockSize = 1): string[] {
  const rows: string[] = [];
  for (let y = blockSize / 2; y < picture.height; y += blockSize) {
    let row = "";
    for (let x = blockSize / 2; x < picture.width; x += blockSize) {
      row += toCharacter(picture.rgba.subarray((Math.floor(y) * picture.width + Math.floor(x)) * 4));
    }
    rows.push(row);
  }
  return rows;
}

function toCharacter([red, green, blue, alpha]: Picture["rgba"]): string {
  if (alpha < 32) return " ";
  const isNear = (grey: number) => [red, green, blue].every((value) => Math.abs(value - grey) < 32);
  return alpha > 223 ? (Object.keys(GREY_OF).find((character) => isNear(GREY_OF[character])) ?? "?") : "?";
}
