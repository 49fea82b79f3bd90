import { Transformer } from "@napi-rs/image";
import { resizeArea } from "../../core/image/resize-area.ts";
import type { Picture } from "../../core/picture.ts";
import { decodeImageSync } from "../data/sources/picture-glyph.ts";
import { createRandom } from "../random.ts";
import type { ImageSet, LabelledImage } from "./image-set.ts";

/** Tones of the desk that a photo lies on, and the share of the picture's width that it takes. */
const DESK_TONES = [20, 70, 120, 180, 235] as const;
const SHARES = [0.45, 0.6, 0.9] as const;
/** What is drawn around the digit with a pen. */
const MARKS = ["none", "frame", "circle"] as const;
const SIDE = 640;
const JPEG_QUALITY = 90;

/** The photos of a set laid on desks of five tones at three sizes, with nothing, a frame or a circle around the digit. */
export function placePhotos(set: ImageSet): ImageSet {
  return {
    name: `${set.name}-placed`,
    title: `${set.title}, on desks of five tones at three sizes, in frames and circles`,
    images: () => placeAll(set),
  };
}

async function* placeAll(set: ImageSet): AsyncGenerator<LabelledImage> {
  let index = 0;
  for await (const { name, bytes, label } of set.images()) {
    const tone = DESK_TONES[index % DESK_TONES.length];
    const share = SHARES[Math.floor(index / DESK_TONES.length) % SHARES.length];
    const mark = MARKS[Math.floor(index / DESK_TONES.length / SHARES.length) % MARKS.length];
    const picture = placePhoto(decodeImageSync(bytes), tone, share, mark, index++);
    const pixels = new Uint8Array(picture.rgba);
    const file = await Transformer.fromRgbaPixels(pixels, picture.width, picture.height).jpeg(JPEG_QUALITY);
    yield { name: `${name} on ${tone} at ${share}, ${mark}`, bytes: file, label };
  }
}

/** One photo on a desk, with a pen's mark of the photo's darkest tone around its middle. */
export function placePhoto(
  photo: Picture,
  tone: number,
  share: number,
  mark: (typeof MARKS)[number],
  seed: number,
): Picture {
  const random = createRandom(91, seed);
  const zoom = (share * SIDE) / Math.max(photo.width, photo.height);
  const [width, height] = [Math.round(photo.width * zoom), Math.round(photo.height * zoom)];
  const { data } = resizeArea(photo, width, height);
  const left = Math.round(random.next() * (SIDE - width));
  const top = Math.round(random.next() * (SIDE - height));
  const rgba = new Uint8Array(SIDE * SIDE * 4).fill(255);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const grain = tone + 5 * (random.next() - 0.5);
    rgba.fill(Math.min(255, Math.max(0, grain)), i * 4, i * 4 + 3);
  }
  let darkest: readonly number[] = [255, 255, 255];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = [0, 1, 2].map((c) => data[(c * height + y) * width + x] * 255);
      if (colour[0] + colour[1] + colour[2] < darkest[0] + darkest[1] + darkest[2]) darkest = colour;
      rgba.set(colour, ((top + y) * SIDE + left + x) * 4);
    }
  }
  drawMark(rgba, { left, top, width, height }, mark, darkest);
  return { width: SIDE, height: SIDE, rgba };
}

interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A frame or an ellipse just inside the photo's border. */
function drawMark(rgba: Uint8Array, rect: Rect, mark: (typeof MARKS)[number], colour: readonly number[]): void {
  if (mark === "none") return;
  const { left, top, width, height } = rect;
  const inset = 0.05 * Math.min(width, height);
  const pen = Math.max(2, 0.012 * Math.min(width, height));
  const [middleX, middleY] = [left + width / 2, top + height / 2];
  const [halfX, halfY] = [width / 2 - inset, height / 2 - inset];
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      const [dx, dy] = [Math.abs(x + 0.5 - middleX), Math.abs(y + 0.5 - middleY)];
      const distance =
        mark === "frame"
          ? Math.max(dx - halfX, dy - halfY)
          : (Math.hypot(dx / halfX, dy / halfY) - 1) * Math.min(halfX, halfY);
      if (Math.abs(distance) <= pen / 2) rgba.set(colour, (y * SIDE + x) * 4);
    }
  }
}
