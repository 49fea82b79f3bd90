import assert from "node:assert/strict";
import { test } from "node:test";
import { DAMAGES, type DamageName, damage, STRENGTHS } from "../../src/training/damage.ts";

/** A cross of two strokes, `[28, 28]`. */
const CROSS = Float32Array.from({ length: 784 }, (_, i) => {
  const [x, y] = [i % 28, Math.floor(i / 28)];
  const inside = Math.min(x, y) >= 5 && Math.max(x, y) <= 22;
  return inside && (Math.abs(x - y) < 2 || Math.abs(x + y - 27) < 2) ? 1 : 0;
});

const distance = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0);

for (const name of Object.keys(DAMAGES) as DamageName[]) {
  test(`${name}: more of it changes more, nothing leaves 0…1, and the same number gives the same damage`, () => {
    const changes = STRENGTHS.map((strength) => {
      const damaged = damage(CROSS, name, strength, 7);
      assert.ok(damaged.every((value) => value >= 0 && value <= 1));
      assert.deepEqual(damaged, damage(CROSS, name, strength, 7));
      return distance(damaged, CROSS);
    });
    assert.ok(changes[0] > 0, "the weakest does something");
    assert.ok(changes[4] > 1.3 * changes[0], `from ${changes[0]} to ${changes[4]}`);
  });
}
