import { type Warp, warp } from "../../core/image/warp.ts";
import type { RealPicture } from "../data/sources/real-pictures.ts";
import type { Random } from "../random.ts";
import { photograph } from "./camera.ts";
import type { Canvas } from "./canvas.ts";
import type { Scene } from "./scene.ts";

/** A real picture, taken again: turned and scaled a little, in another light, by another camera. */
export function drawRealScene({ picture, box, label }: RealPicture, random: Random): Scene {
  const zoom = Math.max(random.between(0.85, 2.2), 14 / box.height);
  const angle = 0.08 * random.normal();
  const shear = 0.08 * random.normal();
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [width, height] = [Math.round(picture.width * zoom), Math.round(picture.height * zoom)];
  const gain = random.between(0.75, 1.15) / 255;
  const [middleX, middleY] = [picture.width / 2, picture.height / 2];
  const turn: Warp = {
    matrix: [c / zoom, (s + shear) / zoom, -s / zoom, c / zoom],
    to: [middleX * zoom - 0.5, middleY * zoom - 0.5],
    from: [middleX - 0.5, middleY - 0.5],
    border: "repeat",
  };
  const drawPlane = (channel: number) => {
    const plane = Float32Array.from(
      { length: picture.width * picture.height },
      (_, i) => gain * picture.rgba[4 * i + channel],
    );
    return warp(plane, picture.width, picture.height, turn, { width, height });
  };
  const canvas: Canvas = { width, height, planes: [drawPlane(0), drawPlane(1), drawPlane(2)] };
  const scaled = { x: box.x * zoom, y: box.y * zoom, width: box.width * zoom, height: box.height * zoom };
  return { picture: photograph(canvas, random), box: scaled, ink: "dark", label, kind: "real" };
}
