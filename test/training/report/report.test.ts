import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { encodePng } from "../../../src/reader/encode-png.ts";
import { DAMAGE, type DamageKind, damage, MIDDLE_STRENGTH, STRENGTHS } from "../../../src/training/evaluate/damage.ts";
import { evaluateSets } from "../../../src/training/evaluate/evaluate-sets.ts";
import type { ImageSet } from "../../../src/training/evaluate/image-set.ts";
import { measureNumbers } from "../../../src/training/evaluate/measure-numbers.ts";
import type { NumberSet } from "../../../src/training/evaluate/number-set.ts";
import { meanAccuracy, measureRobustness } from "../../../src/training/evaluate/robustness.ts";
import { ticksUpTo } from "../../../src/training/report/charts.ts";
import { lineChart } from "../../../src/training/report/line-chart.ts";
import { misreadPage } from "../../../src/training/report/misread-page.ts";
import { writeReport } from "../../../src/training/report/write-report.ts";
import { createNumbersReading } from "../../helpers/fake-reader.ts";
import { createAnsweringReader } from "../evaluate/answering-reader.ts";

const SIZE = 28;

/** A 7 of light ink: a bar above, and a stem down from its right end. */
const SEVEN = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
  const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
  const bar = y >= 5 && y < 8 && x >= 8 && x < 20;
  const stem = x >= 17 && x < 20 && y >= 5 && y < 23;
  return bar || stem ? 1 : 0;
});

/** Digits 0 … 9, or as many pictures of no digit, each a PNG. */
function tinySet(name: string, isDigits: boolean): ImageSet {
  return {
    name,
    title: `made-up ${name}`,
    async *images() {
      for (let i = 0; i < 10; i++) {
        yield { name: `${i}.png`, bytes: encodePng(SEVEN, SIZE, SIZE), label: isDigits ? i : null };
      }
    },
  };
}

/** Says 0 whatever it sees: right for one digit in ten. */
const reader = createAnsweringReader(() => ({ digit: 0, confidence: 0.9 }));

const tinyNumbers: NumberSet = {
  ...{ name: "numbers", title: "made-up numbers", options: { isOneLine: true } },
  async *images() {
    for (const text of ["12", "34"]) yield { name: text, text, bytes: new Uint8Array([0x89]) };
  },
};

test("the model card states what was measured, and every plot it shows is there", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "report-"));
  t.after(() => rm(dir, { recursive: true }));
  const sets = [
    tinySet("photos", true),
    tinySet("characters", true),
    tinySet("mnist", true),
    tinySet("letters", false),
  ];
  const modelBytes = { classifier: 234_567, finder: 1_234_567, lines: 345_678 };
  const [results, numbers] = [await evaluateSets(reader, sets), [await measureNumbers(reader, tinyNumbers, 0.01)]];
  await writeReport(dir, { reader, modelBytes, sets, results, numbers });

  const card = await readFile(join(dir, "model-card.md"), "utf8");
  assert.match(card, /1\.23 MB/);
  assert.doesNotMatch(card, /line reader/); // this model has none
  assert.match(card, /^\| numbers: made-up numbers \| 2 \| 50\.00 % \|/m);
  assert.match(card, /the finder's of the ten digits 0\.30 times/);
  assert.match(card, /“none” starts at -1\.30/);
  assert.match(card, /^\| photos: made-up photos \| 10 \| 10\.00 % \| 1\.79–40\.42 % \|/m);
  assert.match(card, /^\| photos and characters: together \| 20 \| 10\.00 % \|/m);
  assert.match(card, /^\| none → 0 \| 10 \| letters 10 \|$/m);
  const shown = [...card.matchAll(/\(model-card\/(.+?)\.svg\)/g)].map(([, name]) => `${name}.svg`);
  assert.deepEqual(shown.sort(), (await readdir(join(dir, "model-card"))).sort());
  assert.equal(shown.length, 6);
});

test("the model card shows the surest errors of made-up numbers, and no picture of another set", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "report-"));
  t.after(() => rm(dir, { recursive: true }));
  const place = { x: 4, y: 4, width: 20, height: 20 };
  const setOf = (name: string): NumberSet => ({
    ...{ name, title: name, options: {} },
    async *images() {
      for (const text of ["7", "5"]) yield { name: text, text, bytes: encodePng(SEVEN, SIZE, SIZE), box: place };
    },
  });
  const [number] = createNumbersReading("5").numbers;
  const found = [{ ...number, box: place, digits: [{ ...number.digits[0], box: place }] }];
  const saysFive = { ...reader, readNumbers: async () => ({ ...createNumbersReading("5"), numbers: found }) };
  const sets = [tinySet("mine", true)];
  const numbers = [
    await measureNumbers(saysFive, setOf("registers"), 0.01),
    await measureNumbers(saysFive, setOf("made-columns"), 0.01),
  ];
  const results = await evaluateSets(reader, sets);
  await writeReport(dir, { reader, modelBytes: { classifier: 1, finder: 1 }, sets, results, numbers });

  const card = await readFile(join(dir, "model-card.md"), "utf8");
  assert.match(card, /^\| !\[7, read as 5\]\(model-card\/error-1\.svg\) \| 7 \| 5 \| .+ \| made-columns \|$/m);
  const pictures = (await readdir(join(dir, "model-card"))).filter((name) => name.startsWith("error"));
  assert.deepEqual(pictures, ["error-1.svg"]);
  const picture = await readFile(join(dir, "model-card", pictures[0]), "utf8");
  assert.match(
    picture,
    /viewBox="0 0 28 28".*<title>7, read as 5<\/title>.*<image href="data:image\/jpeg;base64,[^"]{100,}"/s,
  );
  assert.match(picture, /<rect x="4" y="4" width="20" height="20"\/>/);
});

test("a model card needs no set of a certain name", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "report-"));
  t.after(() => rm(dir, { recursive: true }));
  const sets = [tinySet("mine", true)];
  const modelBytes = { classifier: 1, finder: 1 };
  await writeReport(dir, { reader, modelBytes, sets, results: await evaluateSets(reader, sets), numbers: [] });
  const card = await readFile(join(dir, "model-card.md"), "utf8");
  assert.match(card, /^\| mine: /m);
  assert.doesNotMatch(card, /## (Robustness|Time|Numbers|What is no digit)|undefined|NaN/);
});

for (const kind of Object.keys(DAMAGE) as DamageKind[]) {
  test(`damage by ${kind} grows with its strength, stays within 0 to 1, and can be repeated`, () => {
    const spoilt = STRENGTHS.map((strength) => damage(SEVEN, SIZE, kind, strength, 5));
    const changes = spoilt.map((grey) => grey.reduce((sum, value, i) => sum + Math.abs(value - SEVEN[i]), 0));
    assert.ok(changes[0] > 0, `${changes}`);
    assert.ok(changes[0] <= changes[1] && changes[1] <= changes[2], `${changes}`);
    assert.ok(spoilt.flatMap((grey) => [...grey]).every((value) => value >= 0 && value <= 1));
    assert.deepEqual(damage(SEVEN, SIZE, kind, 2, 5), spoilt[1]);
  });
}

test("robustness is the share right by kind and strength, and the mean is over kinds", async () => {
  const pictures = [0, 0, 0, 1].map((label, i) => ({ name: `${i}.png`, size: SIZE, grey: SEVEN, label }));
  const rows = await measureRobustness(reader, pictures);
  assert.equal(rows.length, Object.keys(DAMAGE).length);
  assert.deepEqual(rows[0].cells[1], { strength: MIDDLE_STRENGTH, n: 4, right: 3 });
  assert.equal(meanAccuracy(rows, MIDDLE_STRENGTH), 0.75);
  assert.equal(meanAccuracy([], MIDDLE_STRENGTH), null);
});

test("ticks end at or above the highest value", () => {
  assert.deepEqual(ticksUpTo(0.054), [0, 0.02, 0.04, 0.06]);
  for (const highest of [0, 1e-6, 0.003, 0.0099, 0.2, 1]) {
    const ticks = ticksUpTo(highest);
    assert.ok(ticks.at(-1)! >= highest && ticks.length >= 2 && ticks.length <= 6, `${highest}: ${ticks}`);
  }
});

test("text in a plot cannot break it", () => {
  const axis = { label: "a < b & c", ticks: [0, 1], format: String };
  const svg = lineChart({ title: '"quoted" <b>', x: axis, y: axis, series: [{ name: "<s>", points: [[0, 1]] }] });
  assert.doesNotMatch(svg, /<b>|<s>|a < b/);
});

test("the page of what was misread shows a number where it stands, with the boxes of the digits that were read", async () => {
  const place = { x: 4, y: 4, width: 20, height: 20 };
  const set: NumberSet = {
    ...{ name: "amounts", title: "made-up amounts", options: {} },
    async *images() {
      for (const text of ["5", "<b>"])
        yield { name: `${text}.png`, text, bytes: encodePng(SEVEN, SIZE, SIZE), box: place };
    },
  };
  const [number] = createNumbersReading("5").numbers;
  const numbers = [{ ...number, box: place, digits: [{ ...number.digits[0], box: place }] }];
  const reading = { ...createNumbersReading("5"), numbers };
  const page = misreadPage([], [await measureNumbers({ ...reader, readNumbers: async () => reading }, set, 0.01)]);
  assert.match(page, /amounts <small>1 of 2 numbers/);
  assert.match(page, /&#60;b&#62; → 5/);
  assert.match(
    page,
    /<svg viewBox="-6\.0 -6\.0 40\.0 40\.0"><image href="data:image\/png;base64,[^"]+" width="28" height="28"\/>/,
  );
  assert.match(page, /<rect x="4" y="4" width="20" height="20"\/>/);
  assert.equal(page.match(/what the network saw"/g)?.length, 1, "of each digit");
  assert.doesNotMatch(page, /<b><b>/);
});
