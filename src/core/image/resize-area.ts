import type { Box } from "../picture.ts";
import { FREE, floatsAt, reserve } from "../pixels/pixel-kernels.ts";
import { samplePlanes } from "../pixels/sample-planes.ts";

/** Planes of colour, `[3, height, width]`, 0…1. */
export interface ColourPlanes {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

interface ResizeOptions {
  /** What is resized, in whole pixels within the picture. Default: all of it. */
  readonly part?: Box;
  /** The planes are so large, and 0 beyond what was resized. Default: no larger. */
  readonly paddedWidth?: number;
  readonly paddedHeight?: number;
}

/**
 * Resizes an opaque picture: the mean of what each new pixel covers when shrinking, bilinear when growing.
 *
 * @param picture `[height, width, 4]`, 0…255; alpha is not looked at
 * @returns planes of `width` × `height` within `[3, paddedHeight, paddedWidth]`
 */
export function resizeArea(picture: Rgba, width: number, height: number, options?: ResizeOptions): ColourPlanes {
  const planes = resizeInKernels(picture, width, height, options);
  return { ...planes, data: planes.data.slice() };
}

/** The same. `data` is a view of the kernels' memory, from `FREE` on. */
export function resizeInKernels(
  picture: Rgba,
  width: number,
  height: number,
  { part = { x: 0, y: 0, ...picture }, paddedWidth = width, paddedHeight = height }: ResizeOptions = {},
): ColourPlanes {
  const planeLength = paddedWidth * paddedHeight;
  const end = FREE + 12 * planeLength;
  reserve(end);
  if (paddedWidth > width || paddedHeight > height) floatsAt(FREE, 3 * planeLength).fill(0);
  samplePlanes(
    picture,
    part,
    { centre: part.width / 2, step: part.width / width, size: width },
    { centre: part.height / 2, step: part.height / height, size: height },
    1 / 255,
    { address: FREE, rowLength: paddedWidth, planeLength },
    end,
  );
  return { width: paddedWidth, height: paddedHeight, data: floatsAt(FREE, 3 * planeLength) };
}
