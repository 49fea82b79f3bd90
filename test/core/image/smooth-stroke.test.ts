import assert from "node:assert/strict";
import { test } from "node:test";
import { smoothStroke } from "../../../src/core/image/smooth-stroke.ts";

test("a smooth stroke passes through its points and stays close to them", () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 10 },
    { x: 20, y: 0 },
    { x: 30, y: 10 },
  ];
  const smooth = smoothStroke(points, 1);
  for (const point of points) {
    assert.ok(smooth.some(({ x, y }) => Math.hypot(x - point.x, y - point.y) < 1e-9));
  }
  assert.ok(smooth.every(({ y }) => y > -3 && y < 13));
  const longestStep = Math.max(
    ...smooth.slice(1).map((point, i) => Math.hypot(point.x - smooth[i].x, point.y - smooth[i].y)),
  );
  assert.ok(longestStep < 2);
});
