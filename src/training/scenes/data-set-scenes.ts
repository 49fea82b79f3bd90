import { bilinear } from "../../core/image/bilinear.ts";
import { warp } from "../../core/image/warp.ts";
import type { Box, Ink, Picture } from "../../core/picture.ts";
import type { Glyph } from "../data/sources/glyph.ts";
import type { Random } from "../random.ts";
import { breakInk } from "./break-ink.ts";
import { noiseGrid, readGrid } from "./coarse-grid.ts";
import { pickHand } from "./hands.ts";
import { inkBox, placeShape } from "./place-shape.ts";
import { type Shape, shapeField } from "./shape-field.ts";
import { spoilSmall } from "./spoil-small.ts";

type Drawn = { picture: Picture; box: Box; ink: Ink };

const PLAIN_SIZE = 28;

/** White on black, 28×28, ink in a 20-pixel box: MNIST's own pixels, some of them turned, squeezed and shifted a little. */
export function drawPlain(glyph: Glyph, random: Random): Drawn {
  const isPlain = glyph.width === PLAIN_SIZE && glyph.height === PLAIN_SIZE;
  const grey = isPlain
    ? random.chance(0.3)
      ? glyph.coverage.slice()
      : distort(glyph.coverage, random)
    : centred(glyph, random);
  const light = random.chance(0.85);
  const zoom = random.chance(0.12) ? 2 + random.below(6) : 1;
  if (random.chance(0.1)) breakInk(grey, PLAIN_SIZE, 20, random);
  return finish(grey, PLAIN_SIZE, light, zoom, random);
}

/** Mild affine and elastic distortion of MNIST's pixels (Simard, Steinkraus, Platt 2003). */
function distort(coverage: Float32Array, random: Random): Float32Array {
  const angle = 0.11 * random.normal();
  const shear = 0.11 * random.normal();
  const [scaleX, scaleY] = [Math.exp(0.09 * random.normal()), Math.exp(0.06 * random.normal())];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const strength = random.chance(0.6) ? 0.75 * random.next() : 0;
  const middle = PLAIN_SIZE / 2 - 0.5;
  return warp(coverage, PLAIN_SIZE, PLAIN_SIZE, {
    matrix: [c / scaleX, (s + shear) / scaleX, -s / scaleY, c / scaleY],
    to: [middle, middle],
    from: [middle, middle],
    wander: { x: wander(strength, random), y: wander(strength, random) },
  });
}

function wander(strength: number, random: Random): Float32Array {
  const grid = noiseGrid(6, 6, random);
  return Float32Array.from(
    { length: PLAIN_SIZE * PLAIN_SIZE },
    (_, i) => strength * readGrid(grid, (i % PLAIN_SIZE) / PLAIN_SIZE, Math.floor(i / PLAIN_SIZE) / PLAIN_SIZE),
  );
}

/** Any glyph, framed as MNIST frames its digits. */
function centred(glyph: Glyph, random: Random): Float32Array {
  const shape = shapeField(glyph, "area");
  const heightPx = (20 * shape.inkHeight) / Math.max(shape.inkHeight, shape.inkWidth);
  const tile = placeShape(shape, heightPx, random.between(1, 2), pickHand(shape, 0.05, random), random);
  return paste(tile.coverage, tile.width, tile.box, PLAIN_SIZE);
}

/** 16×16, filling its frame to the border: USPS (Hull 1994). */
export function drawFrame(shape: Shape, random: Random): Drawn {
  const size = random.chance(0.75) ? 16 : 12 + random.below(17);
  const grey = fill(shape, size, random.between(1, 2.2), random);
  const zoom = random.chance(0.3) ? 2 + random.below(9) : 1;
  return finish(grey, size, random.chance(0.6), zoom, random);
}

/** 32×32, filling its frame, ink or paper and nothing in between: optdigits' bitmaps (https://doi.org/10.24432/C50P49). */
export function drawBitmap(shape: Shape, random: Random): Drawn {
  const size = random.chance(0.7) ? 32 : 20 + random.below(45);
  const threshold = random.between(0.35, 0.6);
  const smooth = fill(shape, size, 1, random);
  if (random.chance(0.5)) fray(smooth, size, random);
  const grey = smooth.map((value) => (value > threshold ? 1 : 0));
  const zoom = random.chance(0.15) ? 2 + random.below(4) : 1;
  return finish(grey, size, random.chance(0.5), zoom, random);
}

/** Moves each row a little sideways, as where a form was scanned coarsely: ragged edges. In place. */
function fray(grey: Float32Array, size: number, random: Random): void {
  const strength = random.between(0.4, 1.2);
  for (let y = 0; y < size; y++) {
    const by = Math.round(strength * random.normal());
    const row = grey.slice(y * size, (y + 1) * size);
    for (let x = 0; x < size; x++) grey[y * size + x] = row[Math.min(size - 1, Math.max(0, x + by))];
  }
}

/** The shape as large as a square frame lets it be; now and then stretched to fill it in both directions. */
function fill(shape: Shape, size: number, softPx: number, random: Random): Float32Array {
  const hand = pickHand(shape, random.chance(0.3) ? random.between(0.085, 0.13) : random.between(0.035, 0.085), random);
  const ownAspect = shape.inkWidth / shape.inkHeight;
  const stretch = random.chance(0.5) ? Math.min(3, Math.max(1, random.between(0.4, 1) / ownAspect)) : 1;
  const aspect = Math.min(hand.aspect * stretch, 1.05 / ownAspect);
  const heightPx = ownAspect * aspect > 1 ? size / (ownAspect * aspect) : size;
  const tile = placeShape(shape, heightPx * random.between(0.93, 1.02), softPx, { ...hand, aspect }, random);
  return paste(tile.coverage, tile.width, tile.box, size);
}

/** The middle of the box comes to the middle of a square of this size. */
function paste(coverage: Float32Array, width: number, box: Box, size: number): Float32Array {
  const out = new Float32Array(size * size);
  const height = coverage.length / width;
  const left = Math.round(box.x + box.width / 2 - size / 2);
  const top = Math.round(box.y + box.height / 2 - size / 2);
  for (let y = Math.max(0, -top); y < Math.min(size, height - top); y++) {
    for (let x = Math.max(0, -left); x < Math.min(size, width - left); x++) {
      out[y * size + x] = coverage[(top + y) * width + left + x];
    }
  }
  return out;
}

/** Makes a square picture of ink, grey levels and all, enlarged `zoom` times with square or smooth pixels. */
function finish(grey: Float32Array, size: number, light: boolean, zoom: number, random: Random): Drawn {
  const out = size * zoom;
  const squarePixels = random.chance(0.5);
  // Black and white are not always full; a data set's paper is.
  const [paper, ink] = random.chance(0.8) ? [0, 1] : [0.15 * random.next(), random.between(0.55, 1)];
  const drawn = new Float32Array(out * out);
  const spoilt = grey.slice();
  if (random.chance(0.22)) spoilSmall(spoilt, size, random);
  const rgba = new Uint8ClampedArray(out * out * 4);
  for (let y = 0; y < out; y++) {
    for (let x = 0; x < out; x++) {
      const i = y * out + x;
      const read = (from: Float32Array) =>
        squarePixels
          ? from[Math.floor(y / zoom) * size + Math.floor(x / zoom)]
          : bilinear(from, size, size, (x + 0.5) / zoom - 0.5, (y + 0.5) / zoom - 0.5);
      drawn[i] = read(grey);
      const value = paper + (ink - paper) * read(spoilt);
      rgba.fill(255 * (light ? value : 1 - value), i * 4, i * 4 + 3);
      rgba[i * 4 + 3] = 255;
    }
  }
  return { picture: { width: out, height: out, rgba }, box: inkBox(drawn, out, out), ink: light ? "light" : "dark" };
}
