import type { Shape } from "../../shape-field.ts";

/** Shapes that were made lately, for making one takes longer than drawing it. */
export interface ShapeCache {
  get(key: string, make: () => Shape): Shape;
}

/** @param size how many shapes it holds at most; the oldest gives way */
export function createShapeCache(size: number): ShapeCache {
  const shapes = new Map<string, Shape>();
  return {
    get(key, make) {
      const known = shapes.get(key);
      if (known) return known;
      const shape = make();
      if (shapes.size >= size) shapes.delete(shapes.keys().next().value!);
      shapes.set(key, shape);
      return shape;
    },
  };
}
