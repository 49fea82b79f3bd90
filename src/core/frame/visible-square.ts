import type { Picture } from "../picture.ts";
import type { Extent } from "./extent.ts";

/** Which part of the square that `sampleColours` samples lies within the picture, in the square's pixels. */
export function visibleSquare(picture: Picture, centre: { x: number; y: number }, scale: number, size: number): Extent {
  const clamp = (value: number) => Math.min(size, Math.max(0, Math.round(value)));
  return {
    left: clamp(size / 2 - centre.x * scale),
    top: clamp(size / 2 - centre.y * scale),
    right: clamp(size / 2 + (picture.width - centre.x) * scale),
    bottom: clamp(size / 2 + (picture.height - centre.y) * scale),
  };
}
