import type { Random } from "../../../random.ts";
import { layTile } from "../../canvas.ts";
import type { DraftPage } from "../page.ts";

/** A two-dimensional or bar code. */
export function drawCode(page: DraftPage, x: number, y: number, size: number, random: Random): void {
  const bars = random.chance(0.35);
  const modules = bars ? 40 + random.below(50) : 21 + 4 * random.below(5);
  const rows = bars ? 1 : modules;
  const side = Math.max(4, Math.round(size));
  const height = bars ? Math.round(side * random.between(0.2, 0.5)) : side;
  const cells = Uint8Array.from({ length: modules * rows }, () => random.below(2));
  if (!bars)
    for (const [fx, fy] of [
      [0, 0],
      [modules - 7, 0],
      [0, modules - 7],
    ]) {
      for (let i = 0; i < 49; i++) {
        const [cx, cy] = [i % 7, Math.floor(i / 7)];
        const edge = Math.min(cx, cy, 6 - cx, 6 - cy);
        cells[(fy + cy) * modules + fx + cx] = edge === 1 ? 0 : 1;
      }
    }
  const coverage = new Float32Array(side * height);
  const SUB = 3;
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < side; px++) {
      let sum = 0;
      for (let s = 0; s < SUB * SUB; s++) {
        const u = Math.floor(((px + ((s % SUB) + 0.5) / SUB) * modules) / side);
        const v = Math.floor(((py + (Math.floor(s / SUB) + 0.5) / SUB) * rows) / height);
        sum += cells[Math.min(rows - 1, v) * modules + Math.min(modules - 1, u)];
      }
      coverage[py * side + px] = sum / (SUB * SUB);
    }
  }
  layTile(page.canvas, { width: side, height, coverage }, Math.round(x), Math.round(y), [0.03, 0.03, 0.03], 1);
}
