import { allocate } from "../scratch.ts";
import type { InkMap } from "./ink-map.ts";

/** Pixels that hang together. Coordinates are the ink map's; the right and bottom edges are excluded. */
export interface Blob {
  /** Number in the label map, from 1. */
  readonly label: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Pixels. */
  area: number;
  /** Sides of pixels that face something that isn't this blob. */
  perimeter: number;
  /** Sum of the ink. */
  mass: number;
  /** Sum over the perimeter of the drop from the ink inside to what lies outside: large for strokes, small for shadows. */
  drop: number;
}

export interface Blobs {
  /** `[height, width]`, 0 for paper, else a blob's label. */
  readonly labels: Int32Array;
  readonly blobs: Blob[];
}

/** Finds the 8-connected blobs of ink at or above a threshold, in two passes with union-find (Rosenfeld and Pfaltz, JACM 1966). */
export function labelBlobs({ width, height, data }: InkMap, threshold: number): Blobs {
  const labels = allocate(Int32Array, width * height);
  const parents: number[] = [0];
  const find = (label: number) => {
    while (parents[label] !== label) label = parents[label] = parents[parents[label]];
    return label;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (data[i] < threshold) continue;
      const left = x > 0 ? labels[i - 1] : 0;
      const up = y > 0 ? labels[i - width] : 0;
      const upLeft = y > 0 && x > 0 ? labels[i - width - 1] : 0;
      const upRight = y > 0 && x < width - 1 ? labels[i - width + 1] : 0;
      // Of the neighbours, only upRight can belong to another blob than the rest, and only if `up` is paper.
      let label = up || left || upLeft;
      if (up === 0 && upRight !== 0) {
        if (label === 0) label = upRight;
        else {
          const a = find(label);
          const b = find(upRight);
          if (a !== b) parents[Math.max(a, b)] = Math.min(a, b);
        }
      }
      if (label === 0) {
        label = parents.length;
        parents.push(label);
      }
      labels[i] = label;
    }
  }
  return { labels, blobs: measure(labels, parents, find, width, height, data) };
}

function measure(
  labels: Int32Array,
  parents: number[],
  find: (label: number) => number,
  width: number,
  height: number,
  data: Float32Array,
): Blob[] {
  const blobs: Blob[] = [];
  const numbers = allocate(Int32Array, parents.length);
  for (let label = 1; label < parents.length; label++) {
    const root = find(label);
    if (root === label) {
      blobs.push({
        label: blobs.length + 1,
        left: width,
        top: height,
        right: 0,
        bottom: 0,
        area: 0,
        perimeter: 0,
        mass: 0,
        drop: 0,
      });
      numbers[label] = blobs.length;
    } else numbers[label] = numbers[root];
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (labels[i] === 0) continue;
      labels[i] = numbers[labels[i]];
      const blob = blobs[labels[i] - 1];
      blob.area++;
      blob.mass += data[i];
      if (x < blob.left) blob.left = x;
      if (x >= blob.right) blob.right = x + 1;
      if (y < blob.top) blob.top = y;
      if (y >= blob.bottom) blob.bottom = y + 1;
      if (x === 0) blob.perimeter++;
      else if (labels[i - 1] === 0) count(blob, data[i] - data[i - 1]);
      if (y === 0) blob.perimeter++;
      else if (labels[i - width] === 0) count(blob, data[i] - data[i - width]);
      if (x === width - 1) blob.perimeter++;
      else if (labels[i + 1] === 0) count(blob, data[i] - data[i + 1]);
      if (y === height - 1) blob.perimeter++;
      else if (labels[i + width] === 0) count(blob, data[i] - data[i + width]);
    }
  }
  return blobs;
}

function count(blob: Blob, drop: number): void {
  blob.perimeter++;
  blob.drop += drop;
}
