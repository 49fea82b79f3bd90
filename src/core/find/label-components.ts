import { allocate } from "../scratch.ts";
import type { InkMap } from "./ink-map.ts";

/** Pixels that hang together. Coordinates are the ink map's; the right and bottom edges are excluded. */
export interface Component {
  /** Number in the label map, from 1. */
  readonly label: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Pixels. */
  area: number;
  /** Sides of pixels that face something that isn't this component. */
  perimeter: number;
  /** Sum of the ink. */
  mass: number;
  /** Sum over the perimeter of the drop from the ink inside to what lies outside: large for strokes, small for shadows. */
  drop: number;
}

export interface Components {
  /** `[height, width]`, 0 for paper, else a component's label. */
  readonly labels: Int32Array;
  readonly components: Component[];
}

/** Finds the 8-connected components of ink at or above a threshold, in two passes with union-find (Rosenfeld and Pfaltz, JACM 1966). */
export function labelComponents({ width, height, data }: InkMap, threshold: number): Components {
  const labels = allocate(Int32Array, width * height);
  const parents: number[] = [0];
  const findRoot = (label: number) => {
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
      // Of the neighbours, only upRight can belong to another component than the rest, and only if `up` is paper.
      let label = up || left || upLeft;
      if (up === 0 && upRight !== 0) {
        if (label === 0) label = upRight;
        else {
          const a = findRoot(label);
          const b = findRoot(upRight);
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
  return { labels, components: measure(labels, parents, findRoot, width, height, data) };
}

function measure(
  labels: Int32Array,
  parents: number[],
  findRoot: (label: number) => number,
  width: number,
  height: number,
  data: Float32Array,
): Component[] {
  const components: Component[] = [];
  const numbers = allocate(Int32Array, parents.length);
  for (let label = 1; label < parents.length; label++) {
    const root = findRoot(label);
    if (root === label) {
      components.push({
        label: components.length + 1,
        left: width,
        top: height,
        right: 0,
        bottom: 0,
        area: 0,
        perimeter: 0,
        mass: 0,
        drop: 0,
      });
      numbers[label] = components.length;
    } else numbers[label] = numbers[root];
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (labels[i] === 0) continue;
      labels[i] = numbers[labels[i]];
      const component = components[labels[i] - 1];
      component.area++;
      component.mass += data[i];
      if (x < component.left) component.left = x;
      if (x >= component.right) component.right = x + 1;
      if (y < component.top) component.top = y;
      if (y >= component.bottom) component.bottom = y + 1;
      if (x === 0) component.perimeter++;
      else if (labels[i - 1] === 0) count(component, data[i] - data[i - 1]);
      if (y === 0) component.perimeter++;
      else if (labels[i - width] === 0) count(component, data[i] - data[i - width]);
      if (x === width - 1) component.perimeter++;
      else if (labels[i + 1] === 0) count(component, data[i] - data[i + 1]);
      if (y === height - 1) component.perimeter++;
      else if (labels[i + width] === 0) count(component, data[i] - data[i + width]);
    }
  }
  return components;
}

function count(component: Component, drop: number): void {
  component.perimeter++;
  component.drop += drop;
}
