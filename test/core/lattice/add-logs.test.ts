import assert from "node:assert/strict";
import { test } from "node:test";
import { addLogs } from "../../../src/core/lattice/add-logs.ts";
import { addLogsAbove } from "../../../src/core/lattice/add-logs-above.ts";

test("logs are added without leaving the range of numbers", () => {
  assert.ok(Math.abs(addLogs(Math.log(0.2), Math.log(0.3)) - Math.log(0.5)) < 1e-15);
  assert.equal(addLogs(-5_000, -5_000), -5_000 + Math.LN2);
  assert.equal(addLogs(-1, -2_000), -1);
  for (const add of [addLogs, addLogsAbove]) {
    assert.equal(add(-Infinity, -3), -3);
    assert.equal(add(-3, -Infinity), -3);
    assert.equal(add(-Infinity, -Infinity), -Infinity);
  }
});

test("the quick sum is never below the exact one, and at most 8 millionths above", () => {
  for (let difference = 0; difference < 45; difference += 0.00137) {
    const over = addLogsAbove(-difference, 0) - addLogs(0, -difference);
    assert.ok(over >= -1e-15 && over < 8e-6, `${over} at ${difference}`);
  }
});
