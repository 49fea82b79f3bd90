import { resizeArea } from "../image/resize-area.ts";
import type { Picture } from "../picture.ts";

/** Side at which a picture is looked at, in pixels. */
const GLANCE = 96;
/** Places this far apart are compared, in pixels of the glance: light changes less over so short a way. */
const APART = 4;
/** Difference of colours below which there is nothing, 0…1. */
const NOTHING = 0.035;

/** Whether there is nothing on a picture that could be ink: not even an edge. */
export function isBlank(picture: Picture): boolean {
  const zoom = Math.min(1, GLANCE / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * zoom)));
  const { data } = resizeArea(picture, width, height);
  for (let i = 0; i < data.length; i++) {
    const x = i % width;
    const y = Math.floor(i / width) % height;
    if (x + APART < width && Math.abs(data[i + APART] - data[i]) > NOTHING) return false;
    if (y + APART < height && Math.abs(data[i + APART * width] - data[i]) > NOTHING) return false;
  }
  return width > APART || height > APART || differs(data, width * height);
}

/** A picture of few pixels: blank where all are the same. */
function differs(data: Float32Array, n: number): boolean {
  return data.every((value, i) => Math.abs(value - data[Math.floor(i / n) * n]) <= NOTHING);
}
