import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compileConstraint } from "../../../src/core/constrain/compile-constraint.ts";
import type { ConstraintOptions } from "../../../src/core/constrain/constraint-options.ts";
import { type DecodedLine, decodeLine } from "../../../src/core/lattice/decode-line.ts";
import type { Lattice, LatticeNode } from "../../../src/core/lattice/lattice.ts";
import { MAX_NODES, MAX_OPEN_SHARE } from "../../../src/core/lattice/limits.ts";
import { createSeededRandom, type SeededRandom } from "../seeded-random.ts";

/** A node that is these digits with these probabilities, and no digit with what is left. */
function toNode(left: number, digits: Readonly<Record<number, number>>, right = left + 8): LatticeNode {
  const share = Object.values(digits).reduce((sum, value) => sum + value, 0);
  return {
    left,
    right,
    logDigits: Array.from({ length: 10 }, (_, digit) => Math.log(digits[digit] ?? 0)),
    logNonDigit: Math.log(Math.max(0, 1 - share)),
  };
}

const lineOf = (...digits: Readonly<Record<number, number>>[]): LatticeNode[] =>
  digits.map((probabilities, i) => toNode(10 * i, probabilities));

function decode(lattice: Lattice, options: ConstraintOptions = {}, count = 4): DecodedLine {
  return decodeLine(lattice, { automaton: compileConstraint(options)?.automaton ?? null, count });
}

const textsOf = ({ readings }: Pick<DecodedLine, "readings">): string[] => readings.map(({ digits }) => digits);
const probabilityOf = (log: number): number => Number(Math.exp(log).toFixed(9));

describe("a line without a constraint", () => {
  test("is read digit by digit, with the next best readings and what each weighs", () => {
    const { readings, logTotal, unconstrained, exact } = decode({
      nodes: lineOf({ 1: 0.9, 7: 0.1 }, { 4: 0.75, 9: 0.25 }),
      conflicts: [],
    });
    assert.deepEqual(
      readings.map(({ digits, nodes, logProbability }) => [digits, nodes, probabilityOf(logProbability)]),
      [
        ["14", [0, 1], 0.675],
        ["19", [0, 1], 0.225],
        ["74", [0, 1], 0.075],
        ["79", [0, 1], 0.025],
      ],
    );
    assert.equal(probabilityOf(logTotal), 1);
    assert.equal(unconstrained.readings.length, 4);
    assert.equal(exact, true);
  });

  test("leaves out what is more likely no digit", () => {
    const line = decode({ nodes: lineOf({ 5: 0.9 }, { 1: 0.2 }, { 3: 0.8 }), conflicts: [] });
    assert.deepEqual(line.readings[0], {
      digits: "53",
      nodes: [0, 2],
      logProbability: Math.log(0.9) + Math.log(0.8) + Math.log(0.8),
    });
    assert.equal(probabilityOf(line.unconstrained.logNothing), 0.016);
  });

  test("uses of nodes that show the same ink only one, and adds up those that read the same", () => {
    const nodes = [toNode(0, { 7: 0.6, 1: 0.3 }), toNode(1, { 7: 0.5, 2: 0.1 }), toNode(20, { 3: 1 })];
    for (const conflicts of [[[0, 1]] as const, () => true]) {
      const { readings, logTotal } = decode({ nodes, conflicts });
      assert.deepEqual(textsOf({ readings }), ["73", "13", "3", "23"]);
      assert.equal(probabilityOf(readings[0].logProbability), 0.29);
      assert.deepEqual(readings[0].nodes, [0, 2]);
      assert.equal(probabilityOf(logTotal), 0.46);
    }
  });

  test("lets two boxes of the same ink together beat a single one that is likelier than each", () => {
    const nodes = [toNode(0, { 4: 0.3 }), toNode(1, { 4: 0.3 }), toNode(2, { 9: 0.4 })];
    const conflicts = [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const;
    const { readings } = decode({ nodes, conflicts });
    assert.deepEqual(textsOf({ readings }), ["4", "9"]);
    assert.equal(probabilityOf(readings[0].logProbability), 0.252);
    assert.equal(probabilityOf(readings[1].logProbability), 0.196);
  });

  test("reads a wide node as one digit or its halves as two, whichever is likelier", () => {
    const wide = (share: number) => [toNode(0, { 0: share }, 20), toNode(0, { 1: 0.9 }, 9), toNode(11, { 2: 0.9 }, 20)];
    const conflicts = [
      [0, 1],
      [0, 2],
    ] as const;
    assert.equal(decode({ nodes: wide(0.2), conflicts }).readings[0].digits, "12");
    assert.equal(decode({ nodes: wide(0.999), conflicts }).readings[0].digits, "0");
  });

  test("weighs gaps between neighbouring digits", () => {
    const nodes = lineOf({ 1: 0.6 }, { 2: 0.6 }, { 3: 0.6 });
    const logGap = (left: number, right: number) => (right - left === 2 ? 0 : Math.log(0.1));
    const { readings } = decode({ nodes, conflicts: [], logGap });
    assert.deepEqual(readings[0].digits, "13");
    assert.equal(probabilityOf(readings[0].logProbability), 0.144);
  });

  test("with nothing on it has no reading, and so has one of sure non-digits", () => {
    assert.deepEqual(decode({ nodes: [], conflicts: [] }), {
      readings: [],
      logTotal: 0,
      unconstrained: { readings: [], logTotal: 0, logNothing: 0 },
      exact: true,
    });
    assert.deepEqual(textsOf(decode({ nodes: lineOf({}, {}), conflicts: [] })), []);
  });

  test("with a weight that is no number is refused", () => {
    const [node] = lineOf({ 1: 0.5 });
    for (const bad of [
      { ...node, logNonDigit: Number.NaN },
      { ...node, logDigits: [0, 0] },
    ]) {
      assert.throws(() => decode({ nodes: [node, bad], conflicts: [] }), /RangeError: Node 1 must have ten log/);
    }
  });
});

describe("a line under a constraint", () => {
  const luhn = lineOf({ 7: 0.9, 1: 0.1 }, { 9: 0.8, 4: 0.2 }, { 9: 1 }, { 2: 0.9, 7: 0.1 }, { 7: 0.6, 1: 0.4 });

  test("is the best reading that satisfies it, beside the best one without it", () => {
    // 79927 fails; of what is left, the likeliest single change that satisfies Luhn's check must win.
    const { readings, unconstrained } = decode({ nodes: luhn, conflicts: [] }, { check: "luhn" });
    assert.equal(unconstrained.readings[0].digits, "79927");
    assert.equal(unconstrained.readings.length, 1);
    assert.deepEqual(readings, bruteForce({ nodes: luhn, conflicts: [] }, isLuhn).readings);
  });

  test("uses what is more likely no digit where the length asks for it", () => {
    const nodes = lineOf({ 5: 0.9 }, { 1: 0.2 }, { 3: 0.8 });
    const { readings, logTotal } = decode({ nodes, conflicts: [] }, { length: 3 });
    assert.deepEqual(textsOf({ readings }), ["513"]);
    assert.equal(probabilityOf(logTotal), 0.144);
  });

  test("chooses from a list", () => {
    const nodes = lineOf({ 1: 0.6, 7: 0.4 }, { 4: 0.7, 9: 0.3 }, { 2: 0.9, 3: 0.1 });
    const { readings, logTotal } = decode({ nodes, conflicts: [] }, { values: ["143", "792", "999", "14"] });
    assert.deepEqual(textsOf({ readings }), ["792", "143"]);
    assert.equal(probabilityOf(readings[0].logProbability), 0.108);
    assert.equal(probabilityOf(logTotal), 0.15);
  });

  test("that nothing satisfies has no reading, but the one without it", () => {
    for (const options of [{ length: 7 }, { values: "888" }, { min: 1000 }]) {
      const { readings, logTotal, unconstrained, exact } = decode({ nodes: luhn.slice(0, 3), conflicts: [] }, options);
      assert.deepEqual(readings, []);
      assert.equal(logTotal, -Infinity);
      assert.equal(unconstrained.readings[0].digits, "799");
      assert.equal(exact, true);
    }
  });

  test("finds the only number that satisfies it, however unlikely", () => {
    const nodes = lineOf(...Array.from({ length: 30 }, () => ({ 1: 1 - 1e-30, 2: 1e-30 })));
    const { readings } = decode({ nodes, conflicts: [] }, { pattern: "2{30}" });
    assert.deepEqual(textsOf({ readings }), ["2".repeat(30)]);
    assert.ok(Math.abs(readings[0].logProbability / (30 * Math.log(1e-30)) - 1) < 1e-12);
    assert.deepEqual(decode({ nodes, conflicts: [] }, { values: ["2".repeat(30)] }).readings, readings);
  });
});

interface Expected {
  readonly readings: { digits: string; nodes: number[]; logProbability: number }[];
  readonly total: number;
}

/** Every subset of the nodes without a conflict, with every digit: what the definition says, and nothing else. */
function bruteForce({ nodes, conflicts, logGap }: Lattice, accepts: (digits: string) => boolean): Expected {
  const inConflict =
    typeof conflicts === "function"
      ? conflicts
      : (a: number, b: number) => conflicts.some(([c, d]) => (a === c && b === d) || (a === d && b === c));
  const all = new Map<string, { sum: number; best: number; nodes: number[] }>();
  function choose(node: number, used: number[], digits: string, weight: number): void {
    if (weight === 0) return;
    if (node === nodes.length) {
      if (digits === "" || !accepts(digits)) return;
      const known = all.get(digits);
      if (known === undefined) all.set(digits, { sum: weight, best: weight, nodes: used });
      else {
        known.sum += weight;
        if (weight > known.best) [known.best, known.nodes] = [weight, used];
      }
      return;
    }
    choose(node + 1, used, digits, weight * Math.exp(nodes[node].logNonDigit));
    if (used.some((other) => inConflict(other, node))) return;
    const gap = used.length === 0 || logGap === undefined ? 1 : Math.exp(logGap(used.at(-1) as number, node));
    for (let digit = 0; digit < 10; digit++)
      choose(node + 1, [...used, node], digits + digit, weight * gap * Math.exp(nodes[node].logDigits[digit]));
  }
  choose(0, [], "", 1);
  const readings = [...all].map(([digits, { sum, nodes: used }]) => ({
    digits,
    nodes: used,
    logProbability: Math.log(sum),
  }));
  readings.sort((a, b) => b.logProbability - a.logProbability);
  return { readings, total: readings.reduce((sum, reading) => sum + Math.exp(reading.logProbability), 0) };
}

function isLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, character, i) => {
    const product = Number(character) * (i % 2 === 1 ? 2 : 1);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return sum % 10 === 0;
}

function randomLattice(random: SeededRandom): Lattice {
  const count = 1 + random.below(7);
  const nodes = Array.from({ length: count }, (_, i) => {
    const digits: Record<number, number> = {};
    let left = random.pick([0.05, 0.5, 0.95]) * random.next();
    const nonDigit = left;
    for (let k = random.below(3); k >= 0; k--) {
      const share = k === 0 ? 1 - left : (1 - left) * random.next();
      // Few different digits, so that different nodes often read the same.
      const digit = random.pick([0, 1, 2, 7]);
      digits[digit] = (digits[digit] ?? 0) + share;
      left += share;
    }
    const node = toNode(5 * i, digits, 5 * i + 4 + random.below(12));
    return { ...node, logNonDigit: random.below(12) === 0 ? -Infinity : Math.log(nonDigit) };
  });
  const pairs: [number, number][] = [];
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < Math.min(count, a + 4); b++) if (random.below(3) === 0) pairs.push([a, b]);
  const gaps = Array.from({ length: count * count }, () =>
    random.below(10) === 0 ? -Infinity : Math.log(random.next()) / 2,
  );
  const logGap = (left: number, right: number) => gaps[left * count + right];
  const isPair = (a: number, b: number) => pairs.some(([c, d]) => a === c && b === d);
  const overlaps = (a: number, b: number) => nodes[a].right >= nodes[b].left && nodes[b].right >= nodes[a].left;
  const conflicts = random.below(2) === 0 ? pairs : (a: number, b: number) => isPair(a, b) && overlaps(a, b);
  return random.below(2) === 0 ? { nodes, conflicts, logGap } : { nodes, conflicts };
}

describe("on random lattices the readings, their nodes and the totals are those of brute force", () => {
  const constraints: [options: ConstraintOptions, accepts: (digits: string) => boolean][] = [
    [{}, () => true],
    [{ length: "2-3" }, (digits) => digits.length === 2 || digits.length === 3],
    [{ check: "luhn" }, isLuhn],
    [{ check: "luhn", length: "3" }, (digits) => digits.length === 3 && isLuhn(digits)],
    [{ check: "mod97" }, (digits) => BigInt(digits) % 97n === 1n],
    [{ min: "10", max: 211 }, (digits) => Number(digits) >= 10 && Number(digits) <= 211],
    [{ pattern: "[^0](0|12)*-?7?" }, (digits) => /^[1-9](0|12)*7?$/.test(digits)],
    [{ pattern: String.raw`\d*1\d\d`, min: "50" }, (digits) => /1\d\d$/.test(digits) && Number(digits) >= 50],
    [
      { values: ["1", "12", "0", "017", "2222", "7-1", "71"] },
      (digits) => ["1", "12", "0", "017", "2222", "71"].includes(digits),
    ],
    [{ values: ["1", "12", "120", "2", "21", "2-2"], min: 3, max: 50 }, (digits) => ["12", "21"].includes(digits)],
  ];
  for (const [options, accepts] of constraints) {
    test(JSON.stringify(options), () => {
      const random = createSeededRandom(15);
      let met = 0;
      for (let round = 0; round < 60; round++) {
        const lattice = randomLattice(random);
        const actual = decode(lattice, options);
        const expected = bruteForce(lattice, accepts);
        const free = bruteForce(lattice, () => true);
        assert.equal(actual.exact, true);
        assertClose(Math.exp(actual.unconstrained.logTotal), free.total + Math.exp(actual.unconstrained.logNothing));
        if (Object.keys(options).length > 0) {
          assertClose(Math.exp(actual.logTotal), expected.total);
          assertSameReadings(actual.unconstrained.readings, free.readings, 1);
        }
        assertSameReadings(actual.readings, expected.readings, 4);
        met += actual.readings.length;
      }
      assert.ok(met > 20, `${met} readings`);
    });
  }
});

function assertClose(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.abs(expected), `${actual} is not ${expected}`);
}

/** Of readings with the same weight any may come first. */
function assertSameReadings(actual: DecodedLine["readings"], all: Expected["readings"], count: number): void {
  assert.equal(actual.length, Math.min(count, all.length));
  const byDigits = new Map(all.map((reading) => [reading.digits, reading]));
  actual.forEach(({ digits, logProbability, nodes }, i) => {
    assertClose(Math.exp(logProbability), Math.exp(all[i].logProbability));
    const expected = byDigits.get(digits);
    assertClose(Math.exp(logProbability), Math.exp(expected?.logProbability ?? Number.NaN));
    assert.equal(nodes.length, digits.length);
    assert.deepEqual(nodes, expected?.nodes, digits);
  });
  assert.equal(new Set(actual.map(({ digits }) => digits)).size, actual.length);
}

describe("a long list on a line of uncertain digits", () => {
  const random = createSeededRandom(21);
  const nodes = Array.from({ length: 6 }, (_, i) => {
    const shares = Array.from({ length: 10 }, () => random.next() ** 3);
    const sum = shares.reduce((total, share) => total + share);
    return toNode(10 * i, Object.fromEntries(shares.map((share, digit) => [digit, share / sum])));
  });
  for (const size of [300, 50_000]) {
    test(`of ${size} values gives the best ones and their total, and no probability that is too high`, () => {
      const values = [...new Set(Array.from({ length: size }, () => String(random.below(1e6)).padStart(6, "0")))];
      const weights = values.map((value) =>
        nodes.reduce((sum, { logDigits }, i) => sum + logDigits[Number(value[i])], 0),
      );
      const best = values.map((value, i) => ({ value, weight: weights[i] })).sort((a, b) => b.weight - a.weight);
      const total = weights.reduce((sum, weight) => sum + Math.exp(weight), 0);
      const { readings, logTotal, exact } = decode({ nodes, conflicts: [] }, { values });
      assert.deepEqual(
        textsOf({ readings }),
        best.slice(0, 4).map(({ value }) => value),
      );
      assert.ok(Math.exp(logTotal) >= total * (1 - 1e-9), `${Math.exp(logTotal)} is less than ${total}`);
      if (exact) assert.ok(Math.exp(logTotal) <= total * (1 + MAX_OPEN_SHARE), `${Math.exp(logTotal)} is not ${total}`);
      if (size === 300) assert.equal(exact, true);
    });
  }
});

describe("a line that costs too much", () => {
  test("of thousands of nodes goes on with those that are likeliest digits, and says so", () => {
    const specks = Array.from({ length: 3_000 }, (_, i) => toNode(i, { 1: 1e-4, 5: 1e-5 }));
    const nodes = [...specks];
    [700, 1400, 2100].forEach((at, i) => {
      nodes[at] = toNode(at, { [i + 3]: 0.99 });
    });
    const { readings, exact } = decode({ nodes, conflicts: [] });
    assert.ok(nodes.length > MAX_NODES);
    assert.equal(exact, false);
    assert.equal(readings[0].digits, "345");
    assert.deepEqual(readings[0].nodes, [700, 1400, 2100]);
    const all = readings[0].logProbability;
    assert.ok(Math.abs(all - (3 * Math.log(0.99) + 2_997 * Math.log(1 - 1.1e-4))) < 1e-6);
  });

  test("because its conflicts reach far goes on with the likeliest, and says so", () => {
    const digits = Array.from({ length: 40 }, (_, i) => i % 10);
    const nodes = lineOf(...digits.map((digit, i) => ({ [digit]: i < 20 ? 0.9 : 0.5 })));
    const conflicts = digits.slice(20).map((_, i) => [i, i + 20] as const);
    const { readings, exact } = decode({ nodes, conflicts }, { length: 20 });
    assert.equal(exact, false);
    assert.deepEqual(readings[0].digits, digits.slice(0, 20).join(""));
  });

  test("because nothing on it is certain still gives a reading, and says so", () => {
    const random = createSeededRandom(4);
    const nodes = Array.from({ length: 120 }, (_, i) => {
      const shares = Array.from({ length: 11 }, () => random.next());
      const sum = shares.reduce((total, share) => total + share);
      const digits = Object.fromEntries(shares.slice(1).map((share, digit) => [digit, share / sum]));
      return toNode(4 * i, digits, 4 * i + 13);
    });
    const conflicts = (a: number, b: number) => b - a < 4;
    for (const options of [{}, { check: "verhoeff" }, { length: "25", check: "mod97" }]) {
      const line = decode({ nodes, conflicts }, options);
      assert.equal(line.exact, false);
      assert.ok(line.readings.length >= 1);
      for (const { digits, nodes: used } of line.readings) {
        assert.equal(digits.length, used.length);
        assert.ok(used.every((node, i) => i === 0 || node - used[i - 1] >= 4));
      }
    }
  });
});
