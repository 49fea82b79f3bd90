import type { Box } from "../picture.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Cuts an area into tiles that overlap by twice a margin, so that everything smaller than that is whole in one of them.
 *
 * @param area within the picture
 * @param maxSide of a tile; an area up to a quarter larger stays one
 * @returns tiles of whole pixels within the picture
 */
export function toTiles(area: Box, maxSide: number, margin: number, picture: Size): Box[] {
  const rows = cut(area.y, area.height, maxSide, margin, picture.height);
  const columns = cut(area.x, area.width, maxSide, margin, picture.width);
  return rows.flatMap(([y, height]) => columns.map(([x, width]) => ({ x, y, width, height })));
}

function cut(start: number, length: number, max: number, margin: number, whole: number): [number, number][] {
  const n = length <= 1.25 * max ? 1 : Math.ceil((length - 2 * margin) / Math.max(1, max - 2 * margin));
  const step = n === 1 ? length : (length - 2 * margin) / n;
  return Array.from({ length: n }, (_, i) => {
    const from = Math.max(0, Math.floor(start + i * step));
    const to = Math.min(whole, Math.ceil(start + i * step + (n === 1 ? length : step + 2 * margin)));
    return [from, to - from];
  });
}

/** Joins places that lie within a margin of each other, and returns what is around them, with the margin. */
export function joinAreas(places: readonly Box[], margin: number, picture: Size): Box[] {
  let areas = places.map(({ x, y, width, height }) => ({
    left: Math.max(0, x - margin),
    top: Math.max(0, y - margin),
    right: Math.min(picture.width, x + width + margin),
    bottom: Math.min(picture.height, y + height + margin),
  }));
  for (let count = Number.POSITIVE_INFINITY; areas.length < count; ) {
    count = areas.length;
    const joined: typeof areas = [];
    for (const area of areas) {
      const near = joined.find(
        (other) =>
          area.left <= other.right && area.right >= other.left && area.top <= other.bottom && area.bottom >= other.top,
      );
      if (!near) {
        joined.push(area);
        continue;
      }
      near.left = Math.min(near.left, area.left);
      near.top = Math.min(near.top, area.top);
      near.right = Math.max(near.right, area.right);
      near.bottom = Math.max(near.bottom, area.bottom);
    }
    areas = joined;
  }
  return areas.map(({ left, top, right, bottom }) => ({ x: left, y: top, width: right - left, height: bottom - top }));
}
