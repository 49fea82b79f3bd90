import type { Box, Picture } from "../picture.ts";

/** What a small picture shows, where it is nothing but ink on even paper. */
export interface InkBox {
  readonly box: Box;
  /** Share of the picture's border that is paper, 0…1. */
  readonly clearBorder: number;
}

/** Differences below this, of 255, are no ink. */
const MIN_CONTRAST = 12;
/** Share of the strongest ink from which a pixel counts as ink. */
const THRESHOLD = 0.3;

/**
 * The box around everything that differs from the paper of a small, clean picture, such as a data set's; the paper is the middle colour
 * of its border. Takes a few microseconds for 28×28.
 *
 * @returns undefined where nothing differs
 */
export function findInkBox({ width, height, rgba }: Picture): InkBox | undefined {
  const paper = borderColour(width, height, rgba);
  const distance = new Uint16Array(width * height);
  let strongest = 0;
  for (let i = 0, at = 0; i < distance.length; i++, at += 4) {
    const value = Math.abs(rgba[at] - paper[0]) + Math.abs(rgba[at + 1] - paper[1]) + Math.abs(rgba[at + 2] - paper[2]);
    distance[i] = value;
    if (value > strongest) strongest = value;
  }
  if (strongest < 3 * MIN_CONTRAST) return undefined;
  const threshold = THRESHOLD * strongest;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (distance[y * width + x] < threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  let clear = 0;
  const border = 2 * (width + height);
  for (let x = 0; x < width; x++)
    clear += Number(distance[x] < threshold) + Number(distance[(height - 1) * width + x] < threshold);
  for (let y = 0; y < height; y++)
    clear += Number(distance[y * width] < threshold) + Number(distance[y * width + width - 1] < threshold);
  return {
    box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
    clearBorder: clear / border,
  };
}

/** The middle of each channel over the border's pixels. */
function borderColour(width: number, height: number, rgba: Picture["rgba"]): number[] {
  return [0, 1, 2].map((channel) => {
    const counts = new Uint16Array(256);
    let n = 0;
    const see = (x: number, y: number) => {
      counts[rgba[(y * width + x) * 4 + channel]]++;
      n++;
    };
    for (let x = 0; x < width; x++) {
      see(x, 0);
      see(x, height - 1);
    }
    for (let y = 1; y < height - 1; y++) {
      see(0, y);
      see(width - 1, y);
    }
    let [value, sum] = [0, counts[0]];
    while (2 * sum < n) sum += counts[++value];
    return value;
  });
}
