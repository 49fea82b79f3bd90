import type { Random } from "../../../random.ts";
import { type Canvas, fromHsv, type Rgb } from "../../canvas.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { layShape } from "../writing/lay-shape.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";

/** A crop so tight that the ink touches the border, on one side or all. */
export function drawTight(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random);
  const digit = random.chance(0.1) ? 1 : random.below(10);
  const bold = random.chance(0.5);
  const ink = bold ? { ...ground.ink, radius: random.between(0.06, 0.15) } : ground.ink;
  const heightPx = size * random.between(0.85, 1.08);
  const script = { ...pickScriptOn({ ...ground, ink }, heightPx, sources, random), jitter: 0.2 };
  const shape = script.writer.digit(digit, random);
  // As wide as it is tall in one crop of three, as data sets do that stretch each digit to a square.
  const natural = shape.inkWidth / shape.inkHeight;
  const stretched =
    random.chance(0.33) && digit !== 1
      ? { ...script, aspect: Math.min(2.2, random.between(0.85, 1.1) / natural) }
      : script;
  const width = heightPx * natural * stretched.aspect;
  const side = random.below(3);
  const left = side === 0 ? -0.03 * size : side === 1 ? size - width : (size - width) / 2;
  const place = {
    heightPx,
    left: left + 0.02 * size * random.normal(),
    baseline: size * random.between(0.93, 1.03),
  };
  const box = layShape(page, shape, place, digit, stretched, random);
  if (!random.chance(0.5)) cutSides(page.canvas, box.x, box.x + box.width, random);
  return { page, isPhotographed: ground.isPhotographed };
}

/** Fills what is left and right of the digit with another tone, as where a picture ends. */
function cutSides({ width, planes }: Canvas, left: number, right: number, random: Random): void {
  const from = Math.floor(Math.max(0, left - random.between(0, 4)));
  const to = Math.ceil(Math.min(width, right + random.between(0, 4)));
  const tone: Rgb = random.chance(0.5) ? [0, 0, 0] : fromHsv(random.next(), random.next() * 0.3, random.next());
  planes.forEach((plane, p) => {
    for (let row = 0; row < plane.length; row += width) {
      plane.fill(tone[p], row, row + from);
      plane.fill(tone[p], row + to, row + width);
    }
  });
}
