import { STRIDE, UNIT_SIZE } from "../../core/find/cells.ts";
import { normalizeColours } from "../../core/find/normalize-colours.ts";
import { resizeArea } from "../../core/image/resize-area.ts";
import { NON_DIGIT } from "../../core/manifest.ts";
import type { Box } from "../../core/picture.ts";
import type { Random } from "../random.ts";
import { clipItems } from "../scenes/pages/clip-items.ts";
import { type Item, UNCERTAIN } from "../scenes/pages/page.ts";
import { centreView, pickView } from "./pick-view.ts";
import { recolour } from "./recolour.ts";
import { SCENE_SIZE, type SceneChunk, sceneToPicture } from "./scene-bank.ts";

/** A digit with a longer side below this, in pixels of the network's input, can't be found; it is only told to be small. */
const MIN_FOUND = 8;
/** Digits from this side on are large enough to be read well; between the two, looking nearer is worth more and more. */
const READABLE = { from: 12, to: 18 };

/** Channels of each target, `[n, channels, cells, cells]`; what they mean is in `finder-loss.ts`. */
export const TARGET_CHANNELS = { heat: 1, weight: 1, small: 1, box: 4, classes: 10, inside: 1 } as const;
export type TargetName = keyof typeof TARGET_CHANNELS;

export interface FinderBatch {
  readonly size: number;
  /** `[n, 3, size, size]` */
  readonly picture: Float32Array;
  readonly targets: Readonly<Record<TargetName, Float32Array>>;
  digits: number;
}

export function emptyFinderBatch(n: number, size: number): FinderBatch {
  const cells = size / STRIDE;
  const target = (channels: number) => new Float32Array(n * channels * cells * cells);
  const targets = Object.fromEntries(
    Object.entries(TARGET_CHANNELS).map(([name, channels]) => [name, target(channels)]),
  ) as Record<TargetName, Float32Array>;
  return { size, picture: new Float32Array(n * 3 * size * size), targets, digits: 0 };
}

/** Clears the targets, before the first picture is set. */
export function clearFinderBatch(batch: FinderBatch): void {
  for (const values of Object.values(batch.targets)) values.fill(0);
  batch.targets.weight.fill(1);
  batch.digits = 0;
}

/** Puts a scene of a chunk into the batch: moved, cut and in other colours, each time anew where `random` is given. */
export function setScene(batch: FinderBatch, at: number, chunk: SceneChunk, scene: number, random?: Random): void {
  const { size } = batch;
  const { items } = chunk.scenes[scene];
  const { part, scale } = random ? pickView(items, size, random) : centreView(size);
  const [width, height] = [part.width, part.height].map((side) => Math.min(size, Math.round(side * scale)));
  const n = size * size;
  const planes = batch.picture.subarray(at * 3 * n, (at + 1) * 3 * n);
  const order = [0, 1, 2];
  if (random?.chance(0.3)) random.shuffle(order);
  if (scale === 1) copyPart(planes, size, chunk, scene, part, order);
  else {
    const picture = sceneToPicture(chunk, scene);
    const { data } = resizeArea(picture, width, height, { part, paddedWidth: size, paddedHeight: size });
    for (const [c, channel] of order.entries()) planes.set(data.subarray(channel * n, (channel + 1) * n), c * n);
  }
  if (random) recolour(planes, n, random);
  const moved = items.map((item) => ({
    ...item,
    box: {
      x: (item.box.x - part.x) * scale,
      y: (item.box.y - part.y) * scale,
      width: item.box.width * scale,
      height: item.box.height * scale,
    },
  }));
  setTargets(batch, at, clipItems(moved, width, height), width, height);
  if (width === size && height === size) normalizeColours(planes);
  else normalizePart(planes, size, width, height);
}

/** Pixels of a part as they are. */
function copyPart(
  planes: Float32Array,
  size: number,
  { pixels }: SceneChunk,
  scene: number,
  part: Box,
  order: readonly number[],
): void {
  const from = scene * SCENE_SIZE * SCENE_SIZE * 3;
  order.forEach((channel, c) => {
    for (let y = 0; y < part.height; y++) {
      let i = from + ((part.y + y) * SCENE_SIZE + part.x) * 3 + channel;
      const row = (c * size + y) * size;
      for (let to = row; to < row + part.width; to++, i += 3) planes[to] = pixels[i] / 255;
    }
  });
}

/** A picture that doesn't fill the input: its colours are normalized by themselves, and what is beyond it is nothing. In place. */
function normalizePart(planes: Float32Array, size: number, width: number, height: number): void {
  const part = new Float32Array(3 * width * height);
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < height; y++) {
      const from = (c * size + y) * size;
      part.set(planes.subarray(from, from + width), (c * height + y) * width);
    }
  normalizeColours(part);
  planes.fill(0);
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < height; y++) {
      const from = (c * height + y) * width;
      planes.set(part.subarray(from, from + width), (c * size + y) * size);
    }
}

function setTargets(batch: FinderBatch, at: number, items: readonly Item[], width: number, height: number): void {
  const cells = batch.size / STRIDE;
  const digits: Box[] = [];
  const labels: number[] = [];
  for (const { box, label } of items) {
    if (label === NON_DIGIT) continue;
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
    const inside = cx >= 0 && cy >= 0 && cx < width && cy < height;
    if (label === UNCERTAIN || !inside) fillCells(batch.targets.weight, at, cells, box, 0);
    else {
      digits.push(box);
      labels.push(label);
    }
  }
  for (const box of digits) {
    const side = Math.max(box.width, box.height);
    const small = Math.min(1, Math.max(0, (READABLE.to - side) / (READABLE.to - READABLE.from)));
    if (small > 0) fillCells(batch.targets.small, at, cells, box, small);
    if (side < MIN_FOUND) fillCells(batch.targets.weight, at, cells, box, 0);
  }
  let count = 0;
  digits.forEach((box, i) => {
    if (Math.max(box.width, box.height) < MIN_FOUND) return;
    addDigit(batch, at, cells, box, labels[i]);
    count++;
  });
  weighScene(batch, at, cells, count);
}

/** A table's many digits count as many, but not as many times as much as one digit alone. */
function weighScene(batch: FinderBatch, at: number, cells: number, count: number): void {
  const share = 1 / Math.sqrt(Math.max(1, count));
  batch.digits += count * share;
  if (count <= 1) return;
  for (const values of [batch.targets.weight, batch.targets.inside])
    for (let i = at * cells * cells; i < (at + 1) * cells * cells; i++) values[i] *= share;
}

/** All cells that the box touches. */
function fillCells(values: Float32Array, at: number, cells: number, box: Box, value: number): void {
  const clamp = (v: number) => Math.min(cells - 1, Math.max(0, Math.floor(v / STRIDE)));
  for (let y = clamp(box.y); y <= clamp(box.y + box.height); y++)
    for (let x = clamp(box.x); x <= clamp(box.x + box.width); x++) values[(at * cells + y) * cells + x] = value;
}

/** Share of a digit's side that is the spread of its heat; at least so many cells. */
const SPREAD = 0.13;
const MIN_SPREAD = 0.55;
/** Cells with at least this heat learn the box and the class. */
const INSIDE = 0.5;

function addDigit(batch: FinderBatch, at: number, cells: number, box: Box, label: number): void {
  const { heat, weight, box: boxes, classes, inside } = batch.targets;
  const [cx, cy] = [(box.x + box.width / 2) / STRIDE, (box.y + box.height / 2) / STRIDE];
  const [ix, iy] = [Math.floor(cx), Math.floor(cy)];
  const sx = Math.max(MIN_SPREAD, (SPREAD * box.width) / STRIDE);
  const sy = Math.max(MIN_SPREAD, (SPREAD * box.height) / STRIDE);
  const plane = cells * cells;
  const [reachX, reachY] = [Math.ceil(3 * sx), Math.ceil(3 * sy)];
  const own: { i: number; x: number; y: number; value: number }[] = [];
  let sum = 0;
  for (let y = Math.max(0, iy - reachY); y <= Math.min(cells - 1, iy + reachY); y++) {
    for (let x = Math.max(0, ix - reachX); x <= Math.min(cells - 1, ix + reachX); x++) {
      // The cell of the centre is the Gaussian's top, wherever in it the centre lies.
      const value = Math.exp(-((x - ix) ** 2 / (2 * sx * sx)) - (y - iy) ** 2 / (2 * sy * sy));
      const i = at * plane + y * cells + x;
      if (value >= INSIDE && value > heat[i]) {
        own.push({ i, x, y, value });
        sum += value;
      }
      if (value > heat[i]) heat[i] = value;
      if (value > 0.3) weight[i] = 1;
    }
  }
  for (const { i, x, y, value } of own) {
    inside[i] = value / sum;
    const cell = i - at * plane;
    boxes[(at * 4 + 0) * plane + cell] = Math.log(Math.max(2, box.width) / UNIT_SIZE);
    boxes[(at * 4 + 1) * plane + cell] = Math.log(Math.max(2, box.height) / UNIT_SIZE);
    boxes[(at * 4 + 2) * plane + cell] = cx - (x + 0.5);
    boxes[(at * 4 + 3) * plane + cell] = cy - (y + 0.5);
    for (let k = 0; k < 10; k++) classes[(at * 10 + k) * plane + cell] = k === label ? 1 : 0;
  }
}
