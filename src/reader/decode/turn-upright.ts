import type { Picture } from "../../core/picture.ts";

/**
 * Turns a picture as its EXIF orientation asks.
 *
 * @param orientation 1…8 as in EXIF 2.32, 4.6.4 A; anything else leaves the picture as it is
 */
export function turnUpright(picture: Picture, orientation: number): Picture {
  if (!(orientation >= 2 && orientation <= 8)) return picture;
  const { width, height, rgba } = picture;
  const source = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  const target = new Uint32Array(width * height);
  const swapped = orientation >= 5;
  const newWidth = swapped ? height : width;
  const newHeight = swapped ? width : height;
  // A pixel of the upright picture is the stored one at (x, y), or at (y, x) where rows were columns, from either end.
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  for (let y = 0, at = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++, at++) {
      const column = swapped ? y : x;
      const row = swapped ? x : y;
      target[at] = source[(fromBottom ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column)];
    }
  }
  return { ...picture, width: newWidth, height: newHeight, rgba: new Uint8Array(target.buffer) };
}
