import assert from "node:assert/strict";
import { test } from "node:test";
import { alongSegment } from "../../../src/core/image/along-segment.ts";
import { distanceToSegment } from "../../../src/core/image/distance-to-segment.ts";

const FROM = { x: 1, y: 1 };
const TO = { x: 5, y: 1 };

test("the nearest place lies on the line, or is one of its ends", () => {
  assert.equal(alongSegment(FROM, TO, 2, 7), 0.25);
  assert.equal(alongSegment(FROM, TO, -3, 1), 0);
  assert.equal(alongSegment(FROM, TO, 9, 4), 1);
  assert.equal(alongSegment(FROM, FROM, 9, 4), 0);
});

test("distance is taken to that place", () => {
  assert.equal(distanceToSegment(FROM, TO, 3, 4), 3);
  assert.equal(distanceToSegment(FROM, TO, 8, 5), 5);
  assert.equal(distanceToSegment(FROM, FROM, 4, 5), 5);
  assert.equal(distanceToSegment(FROM, TO, 3, 1), 0);
});
