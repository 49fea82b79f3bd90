import { bilinear } from "./bilinear.ts";

type Pair = readonly [x: number, y: number];

/** Where each pixel of the result comes from: `[a b; c d] · (place − to) + from`, all in pixels, 0 in the middle of the first one. */
export interface Warp {
  /** `[a, b, c, d]` */
  readonly matrix: readonly [number, number, number, number];
  /** This place of the result… */
  readonly to: Pair;
  /** …comes from this place of the plane. */
  readonly from: Pair;
  /** Moves each place further (elastic distortion: Simard, Steinkraus, Platt 2003): two planes of the result's size. */
  readonly wander?: { readonly x: Float32Array; readonly y: Float32Array } | undefined;
  /** What lies beyond the plane's border: 0 (`paper`), or its outermost pixels go on. */
  readonly border?: "paper" | "repeat";
}

/**
 * Turns, slants, scales, shifts and bends a plane; bilinear.
 *
 * @param values `[height, width]`
 * @param size of the result, the plane's own where absent
 * @returns `[size.height, size.width]`
 */
export function warp(
  values: Float32Array,
  width: number,
  height: number,
  { matrix: [a, b, c, d], to, from, wander, border = "paper" }: Warp,
  size: { readonly width: number; readonly height: number } = { width, height },
): Float32Array {
  const out = new Float32Array(size.width * size.height);
  for (let row = 0, i = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++, i++) {
      const [dx, dy] = [column - to[0], row - to[1]];
      let x = a * dx + b * dy + from[0] + (wander?.x[i] ?? 0);
      let y = c * dx + d * dy + from[1] + (wander?.y[i] ?? 0);
      if (border === "repeat") {
        x = Math.min(width - 1, Math.max(0, x));
        y = Math.min(height - 1, Math.max(0, y));
      }
      out[i] = bilinear(values, width, height, x, y);
    }
  }
  return out;
}
