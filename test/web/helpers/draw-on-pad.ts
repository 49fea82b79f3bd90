import type { Page } from "playwright-core";

type Point = readonly [x: number, y: number];

/** Strokes of a few digits, in shares of the sheet. */
export const STROKES: Readonly<Record<1 | 2 | 4 | 7, readonly (readonly Point[])[]>> = {
  1: [
    [
      [0.42, 0.3],
      [0.52, 0.2],
      [0.52, 0.8],
    ],
  ],
  2: [
    [
      [0.32, 0.32],
      [0.4, 0.2],
      [0.56, 0.18],
      [0.66, 0.28],
      [0.62, 0.44],
      [0.46, 0.62],
      [0.3, 0.8],
      [0.7, 0.8],
    ],
  ],
  4: [
    [
      [0.4, 0.2],
      [0.32, 0.52],
      [0.68, 0.52],
    ],
    [
      [0.62, 0.22],
      [0.58, 0.82],
    ],
  ],
  7: [
    [
      [0.3, 0.27],
      [0.7, 0.26],
      [0.56, 0.52],
      [0.47, 0.8],
    ],
  ],
};

/** The same strokes, smaller, with their middle at this share of the sheet's width: so that others fit beside them. */
export function beside(strokes: readonly (readonly Point[])[], middle: number): Point[][] {
  return strokes.map((stroke) => stroke.map(([x, y]) => [middle + 0.7 * (x - 0.5), 0.5 + 0.7 * (y - 0.5)]));
}

/** Draws by moving the mouse. */
export async function drawOnPad(page: Page, strokes: readonly (readonly Point[])[]): Promise<void> {
  const box = (await page.locator("#pad").boundingBox())!;
  const place = ([x, y]: Point) => [box.x + x * box.width, box.y + y * box.height] as const;
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(...place(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...place(point), { steps: 6 });
    await page.mouse.up();
  }
}
