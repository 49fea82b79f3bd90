import type { Random } from "../random.ts";

/**
 * Takes ink away altogether in a few places, as where a pen skips, a rubber went over or a copy has gaps: round holes on the
 * stroke, or a streak across it. In place.
 *
 * @param coverage `[height, width]`, 0…1
 * @param digitPx height of what is written, in pixels
 */
export function breakInk(coverage: Float32Array, width: number, digitPx: number, random: Random): void {
  const ink: number[] = [];
  for (let i = 0; i < coverage.length; i++) if (coverage[i] > 0.5) ink.push(i);
  if (ink.length === 0) return;
  const streaks = random.chance(0.3);
  for (let n = 1 + random.below(streaks ? 2 : 4); n > 0; n--) {
    const middle = random.pick(ink);
    const [cx, cy] = [middle % width, Math.floor(middle / width)];
    const radius = Math.max(0.7, digitPx * (streaks ? random.between(0.02, 0.04) : random.between(0.03, 0.09)));
    const angle = random.between(0, Math.PI);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    for (const i of ink) {
      const [dx, dy] = [(i % width) - cx, Math.floor(i / width) - cy];
      const distance = streaks ? Math.abs(dx * c + dy * s) : Math.hypot(dx, dy);
      if (distance < radius + 0.5) coverage[i] *= Math.min(1, Math.max(0, distance - radius + 0.5));
    }
  }
}
