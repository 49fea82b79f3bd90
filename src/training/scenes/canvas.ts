import type { Picture } from "../../core/picture.ts";

export type Rgb = readonly [number, number, number];

/** A picture in the making: three planes `[height, width]`, 0…1 as a screen would show it (sRGB). */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly [Float32Array, Float32Array, Float32Array];
}

export function createCanvas(width: number, height: number, colour: Rgb): Canvas {
  const plane = (value: number) => new Float32Array(width * height).fill(value);
  return { width, height, planes: [plane(colour[0]), plane(colour[1]), plane(colour[2])] };
}

/** Multiplies every plane by the same factors `[height, width]`. */
export function multiply({ planes }: Canvas, factors: Float32Array): void {
  for (const plane of planes) for (let i = 0; i < plane.length; i++) plane[i] *= factors[i];
}

/** Lays a colour over the canvas, as opaque as `coverage` (`[height, width]`, 0…1) times `opacity` says. */
export function lay({ planes }: Canvas, coverage: Float32Array, colour: Rgb, opacity: number): void {
  for (let c = 0; c < 3; c++) {
    const plane = planes[c];
    for (let i = 0; i < plane.length; i++) {
      if (coverage[i] > 0) plane[i] += (colour[c] - plane[i]) * coverage[i] * opacity;
    }
  }
}

/** Lays a colour on only part of the canvas: `coverage` is `[height, width]` of a tile whose corner is at `left`, `top`. */
export function layTile(
  canvas: Canvas,
  tile: { readonly width: number; readonly height: number; readonly coverage: Float32Array },
  left: number,
  top: number,
  colour: Rgb,
  opacity: number,
): void {
  const fromX = Math.max(0, -left);
  const toX = Math.min(tile.width, canvas.width - left);
  const toY = Math.min(tile.height, canvas.height - top);
  for (let c = 0; c < 3; c++) {
    const plane = canvas.planes[c];
    for (let y = Math.max(0, -top); y < toY; y++) {
      const row = (top + y) * canvas.width + left;
      for (let x = fromX; x < toX; x++) {
        const value = tile.coverage[y * tile.width + x];
        if (value > 0) plane[row + x] += (colour[c] - plane[row + x]) * value * opacity;
      }
    }
  }
}

/** Rounds to 8 bits, clipping what is too bright or too dark. */
export function canvasToPicture({ width, height, planes }: Canvas): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const [r, g, b] = planes;
  for (let i = 0, at = 0; i < r.length; i++, at += 4) {
    rgba[at] = r[i] * 255;
    rgba[at + 1] = g[i] * 255;
    rgba[at + 2] = b[i] * 255;
    rgba[at + 3] = 255;
  }
  return { width, height, rgba };
}

/** A colour of this hue (0…1), saturation and value, all 0…1. */
export function fromHsv(hue: number, saturation: number, value: number): Rgb {
  const channel = (offset: number) => {
    const k = (offset + hue * 6) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}
