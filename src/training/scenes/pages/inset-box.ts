import type { Box } from "../../../core/picture.ts";

/** A square page's inner part. @param margin a share of the side; below 0 the box reaches beyond the page */
export function insetBox(size: number, margin: number): Box {
  return {
    x: margin * size,
    y: margin * size,
    width: (1 - 2 * margin) * size,
    height: (1 - 2 * margin) * size,
  };
}
