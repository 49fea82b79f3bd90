import type { RealPicture } from "../data/sources/real-pictures.ts";
import type { Random } from "../random.ts";
import { photograph } from "./camera.ts";
import { createCanvas } from "./canvas.ts";
import type { Scene } from "./scene.ts";

/** A real picture, taken again: turned and scaled a little, in another light, by another camera. */
export function drawRealScene({ picture, box, label }: RealPicture, random: Random): Scene {
  const zoom = Math.max(random.between(0.85, 2.2), 14 / box.height);
  const angle = 0.08 * random.normal();
  const shear = 0.08 * random.normal();
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [width, height] = [Math.round(picture.width * zoom), Math.round(picture.height * zoom)];
  const canvas = createCanvas(width, height, [0, 0, 0]);
  const gain = random.between(0.75, 1.15) / 255;
  const [middleX, middleY] = [picture.width / 2, picture.height / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [px, py] = [(x + 0.5) / zoom - middleX, (y + 0.5) / zoom - middleY];
      const sx = px * c + py * s + shear * py + middleX - 0.5;
      const sy = -px * s + py * c + middleY - 0.5;
      for (let plane = 0; plane < 3; plane++) canvas.planes[plane][y * width + x] = gain * read(picture, sx, sy, plane);
    }
  }
  const scaled = { x: box.x * zoom, y: box.y * zoom, width: box.width * zoom, height: box.height * zoom };
  return { picture: photograph(canvas, random), box: scaled, ink: "dark", label, kind: "own" };
}

/** Bilinear; beyond its border the picture goes on as it ends there. */
function read({ width, height, rgba }: RealPicture["picture"], x: number, y: number, channel: number): number {
  const cx = Math.min(Math.max(x, 0), width - 1);
  const cy = Math.min(Math.max(y, 0), height - 1);
  const [x0, y0] = [cx | 0, cy | 0];
  const [x1, y1] = [Math.min(x0 + 1, width - 1), Math.min(y0 + 1, height - 1)];
  const [fx, fy] = [cx - x0, cy - y0];
  const at = (px: number, py: number) => rgba[(py * width + px) * 4 + channel];
  return (at(x0, y0) * (1 - fx) + at(x1, y0) * fx) * (1 - fy) + (at(x0, y1) * (1 - fx) + at(x1, y1) * fx) * fy;
}
