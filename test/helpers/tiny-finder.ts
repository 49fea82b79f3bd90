import { CHANNEL_COUNT, CHANNELS, STRIDE, UNIT_SIZE } from "../../src/core/find/cells.ts";
import type { Finder } from "../../src/core/finder.ts";
import type { Box } from "../../src/core/picture.ts";

/** Logits of what is there, and of everything else. */
const SURE = 6;
const NEVER = -12;

/**
 * A finder that sees one 1 in this box, or nothing, whatever it is shown.
 *
 * @param side of the square picture, in pixels, that the box is given in
 */
export function createTinyFinder(box: Box | undefined, side: number): Finder {
  return {
    async find({ width, height, makeColours }) {
      makeColours();
      const [rows, columns] = [height / STRIDE, width / STRIDE];
      const plane = rows * columns;
      const cells = new Float32Array(CHANNEL_COUNT * plane);
      cells.fill(NEVER, 0, 2 * plane);
      if (box === undefined) return cells;
      const scale = width / side;
      const [x, y] = [((box.x + box.width / 2) * scale) / STRIDE, ((box.y + box.height / 2) * scale) / STRIDE];
      const at = Math.floor(y) * columns + Math.floor(x);
      const put = (channel: number, value: number) => {
        cells[channel * plane + at] = value;
      };
      put(CHANNELS.centre, SURE);
      put(CHANNELS.width, Math.log((box.width * scale) / UNIT_SIZE));
      put(CHANNELS.height, Math.log((box.height * scale) / UNIT_SIZE));
      put(CHANNELS.x, (x % 1) - 0.5);
      put(CHANNELS.y, (y % 1) - 0.5);
      put(CHANNELS.classes + 1, SURE);
      return cells;
    },
    close: async () => undefined,
  };
}
