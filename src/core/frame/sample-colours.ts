import { INPUT_PIXELS, type Picture } from "../picture.ts";
import { FREE, floatsAt } from "../pixels/pixel-kernels.ts";
import { samplePlanes } from "../pixels/sample-planes.ts";

/** Where framing keeps what it needs of a square, in the kernels' memory. */
export interface SquarePlaces {
  /** `[3, size, size]` */
  readonly colours: number;
  /** `[size, size]` */
  readonly ink: number;
  /** The same, for a result in between. */
  readonly spare: number;
  /** `[28, 28]` */
  readonly input: number;
  readonly end: number;
}

export function toPlaces(size: number): SquarePlaces {
  const plane = 4 * size * size;
  const ink = FREE + 3 * plane;
  const input = ink + 2 * plane;
  return { colours: FREE, ink, spare: ink + plane, input, end: input + 4 * INPUT_PIXELS };
}

/**
 * Colours of a square of `size` × `size` pixels around a centre: the mean of what each covers, bilinear where it is enlarged. Beyond its
 * border the picture goes on as it ends there.
 *
 * @param scale pixels of the square per pixel of the picture
 * @returns `[3, size, size]`, 0…255: a view of the kernels' memory, at `toPlaces(size).colours`
 */
export function sampleColours(
  picture: Picture,
  centre: { readonly x: number; readonly y: number },
  scale: number,
  size: number,
): Float32Array {
  const { colours, end } = toPlaces(size);
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const step = 1 / scale;
  samplePlanes(
    picture,
    whole,
    { centre: centre.x, step, size },
    { centre: centre.y, step, size },
    1,
    { address: colours, rowLength: size, planeLength: size * size },
    end,
  );
  return floatsAt(colours, 3 * size * size);
}
