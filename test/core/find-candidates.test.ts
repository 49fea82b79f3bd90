import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { findCandidates } from "../../src/core/find-candidates.ts";
import { flatten } from "../../src/core/image/flatten.ts";
import { overlap } from "../../src/core/image/overlap.ts";
import { INPUT_SIZE, type Picture } from "../../src/core/picture.ts";
import { readDigit } from "../../src/core/read-digit.ts";
import { loadModel } from "../../src/reader/load-model.ts";
import { openOnnxClassifier } from "../../src/reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../../src/reader/onnx/onnx-finder.ts";
import { createRandom } from "../../src/training/random.ts";

const model = await loadModel(join(import.meta.dirname, "../../models/digits.onnx"));
const [finder, classifier] = [await openOnnxFinder(model.finder), await openOnnxClassifier(model.classifier)];
after(() => Promise.all([finder.close(), classifier.close()]));
const find = (picture: Picture) => findCandidates(flatten(picture), finder);

type Tone = (x: number, y: number, ink: number) => readonly [number, number, number, number?];

/** A seven of two strokes, `tall` pixels high at (left, top), on whatever `tone` makes of the ink's coverage. */
function drawSeven(
  width: number,
  height: number,
  at: { left: number; top: number; tall: number; pen?: number },
  tone: Tone,
): Picture {
  const { left, top, tall, pen = tall / 9 } = at;
  const wide = 0.6 * tall;
  const strokes = [
    [left, top, left + wide, top],
    [left + wide, top, left + 0.35 * wide, top + tall],
  ];
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.min(...strokes.map((stroke) => distanceTo(stroke, x + 0.5, y + 0.5)));
      const [r, g, b, a = 255] = tone(x, y, Math.min(1, Math.max(0, 0.5 + pen / 2 - distance)));
      rgba.set([r, g, b, a], (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

function distanceTo([x0, y0, x1, y1]: number[], x: number, y: number): number {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const t = Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
  return Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
}

/** A picture of any shape, mostly narrow, with some rectangles and specks on it, half of them see-through. */
function drawSpecks(random: ReturnType<typeof createRandom>): Picture {
  const sides = [1 + random.below(random.pick([8, 70, 300])), 1 + random.below(random.pick([300, 2000]))];
  const [width, height] = random.chance(0.5) ? sides : sides.toReversed();
  const rgba = new Uint8Array(width * height * 4).fill(random.pick([255, 128]));
  for (let n = random.below(5); n >= 0; n--) {
    const [left, top] = [random.below(width), random.below(height)];
    const [right, bottom] = [
      Math.min(width, left + 1 + random.below(50)),
      Math.min(height, top + 1 + random.below(50)),
    ];
    const tone = [random.below(256), random.below(256), random.below(256), random.pick([255, random.below(256)])];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) rgba.set(tone, (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

const grey = (value: number): readonly [number, number, number] => [value, value, value];
const darkOnLight: Tone = (_x, _y, ink) => grey(235 - 200 * ink);
const PLACE = { left: 70, top: 50, tall: 90 };
const [expected] = await find(drawSeven(200, 200, PLACE, darkOnLight));

/** Mean absolute difference of two inputs, 0…1. */
function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

/** Some candidate shows the seven: its box is right, and it looks as the plain drawing does. */
async function assertSeesSeven(picture: Picture, place = PLACE, tolerance = 0.035): Promise<void> {
  const box = { x: place.left, y: place.top, width: 0.6 * place.tall, height: place.tall };
  const candidates = await find(picture);
  assert.ok(candidates.length > 0, "nothing was found");
  const best = candidates.toSorted((a, b) => overlap(b.box, box) - overlap(a.box, box))[0];
  assert.ok(overlap(best.box, box) > 0.6, `found ${JSON.stringify(best.box)}`);
  const off = difference(best.input, expected.input);
  assert.ok(off < tolerance, `differs by ${off}`);
}

describe("a prepared picture", () => {
  test("is framed as MNIST does: 20 pixels in 28, centre of mass in the middle, ink near 1, paper 0", async () => {
    const { input } = expected;
    const rows = [...Array(INPUT_SIZE).keys()].filter((y) => input.subarray(y * 28, y * 28 + 28).some((v) => v > 0.3));
    assert.ok(rows.length >= 19 && rows.length <= 22, `${rows.length} rows`);
    let mass = 0;
    let [sumX, sumY] = [0, 0];
    input.forEach((value, i) => {
      mass += value;
      sumX += value * ((i % 28) + 0.5);
      sumY += value * (Math.floor(i / 28) + 0.5);
    });
    assert.ok(Math.abs(sumX / mass - 14) < 0.7 && Math.abs(sumY / mass - 14) < 0.7, `${sumX / mass} ${sumY / mass}`);
    assert.ok(Math.max(...input) > 0.9 && Math.max(...input) <= 1);
    assert.equal(input[0], 0);
  });

  test("is the same for light ink on dark", async () => {
    const picture = drawSeven(200, 200, PLACE, (_x, _y, ink) => grey(20 + 200 * ink));
    assert.equal((await find(picture))[0].ink, "light");
    await assertSeesSeven(picture);
  });

  for (const [name, ink] of Object.entries({ red: [200, 40, 40], blue: [40, 60, 190], cyan: [60, 190, 210] })) {
    test(`is the same for ${name} ink`, async () => {
      await assertSeesSeven(
        drawSeven(200, 200, PLACE, (_x, _y, k) => [0, 1, 2].map((c) => 235 + k * (ink[c] - 235)) as never),
      );
    });
  }

  test("is the same on a transparent background, for dark ink and for light", async () => {
    await assertSeesSeven(drawSeven(200, 200, PLACE, (_x, _y, ink) => [0, 0, 0, 255 * ink]));
    await assertSeesSeven(drawSeven(200, 200, PLACE, (_x, _y, ink) => [255, 255, 255, 255 * ink]));
  });

  const holes: Record<string, readonly [number, number, number]> = {
    white: [255, 255, 255],
    black: [0, 0, 0],
    red: [200, 30, 30],
  };
  for (const [name, [r, g, b]] of Object.entries(holes)) {
    test(`is the same where the digit is a hole in a ${name} card`, async () => {
      await assertSeesSeven(drawSeven(200, 200, PLACE, (_x, _y, ink) => [r, g, b, 255 * (1 - ink)]));
    });
  }

  test("is the same on an opaque card with clear margins or round corners, light or dark", async () => {
    const isMargin = (x: number, y: number) => x < 45 || x > 150 || y < 30 || y > 165;
    const isCorner = (x: number, y: number) => Math.hypot(Math.abs(x - 99.5) - 70, Math.abs(y - 99.5) - 70) > 50;
    for (const isClear of [
      isMargin,
      (x: number, y: number) => Math.abs(x - 99.5) > 70 && Math.abs(y - 99.5) > 70 && isCorner(x, y),
    ]) {
      await assertSeesSeven(
        drawSeven(200, 200, PLACE, (x, y, ink) => (isClear(x, y) ? [0, 0, 0, 0] : grey(235 - 200 * ink))),
      );
      await assertSeesSeven(
        drawSeven(200, 200, PLACE, (x, y, ink) => (isClear(x, y) ? [9, 9, 9, 0] : grey(20 + 200 * ink))),
      );
    }
  });

  test("is the same on a strip, however narrow and long, lying or standing", async () => {
    for (const at of [100, 900, 1900]) {
      const [standing, lying] = [
        { left: 16, top: at, tall: 40 },
        { left: at, top: 10, tall: 40 },
      ];
      await assertSeesSeven(drawSeven(60, 2000, standing, darkOnLight), standing, 0.06);
      await assertSeesSeven(drawSeven(2000, 60, lying, darkOnLight), lying, 0.06);
    }
  });

  test("has its boxes inside the picture and finite numbers, whatever the picture's shape", async () => {
    for (let seed = 0; seed < 60; seed++) {
      const picture = drawSpecks(createRandom(7, seed));
      for (const { box, input } of await find(picture)) {
        const { x, y, width, height } = box;
        const inside = x >= 0 && y >= 0 && x + width <= picture.width && y + height <= picture.height;
        const about = `${seed}: ${JSON.stringify(box)} in ${picture.width} × ${picture.height}`;
        assert.ok(inside && width > 0 && height > 0, about);
        assert.ok(input.every(Number.isFinite), about);
      }
    }
  });

  test("is the same wherever the digit stands and however large the picture is", async () => {
    for (const place of [
      { left: 4, top: 4, tall: 60 },
      { left: 150, top: 130, tall: 60 },
      { left: 30, top: 10, tall: 180 },
    ]) {
      await assertSeesSeven(drawSeven(200, 200, place, darkOnLight), place, 0.06);
    }
    const large = { left: 300, top: 700, tall: 90 };
    await assertSeesSeven(drawSeven(1000, 1000, large, darkOnLight), large, 0.06);
  });

  test("is the same under a lamp: vignetting and a shadow across the paper", async () => {
    await assertSeesSeven(
      drawSeven(240, 200, PLACE, (x, y, ink) => {
        const light = 1 - 0.5 * Math.hypot(x / 240 - 0.5, y / 200 - 0.5) - (x + y > 330 ? 0.25 : 0);
        return grey(light * (235 - 180 * ink));
      }),
    );
  });

  test("is the same where a hard shadow or a fold runs beside the digit", async () => {
    await assertSeesSeven(
      drawSeven(240, 200, PLACE, (x, y, ink) => {
        const shadow = x + 0.4 * y > 190 ? 0.45 : 1;
        const fold = Math.abs(x - 0.3 * y - 30) < 1 ? 0.85 : 1;
        return grey(shadow * fold * (235 - 180 * ink));
      }),
      PLACE,
      0.06,
    );
  });

  test("is whole where the ink has gaps", async () => {
    const gaps: Tone = (x, y, ink) => grey(235 - (y % 40 < 5 && x > 70 ? 0 : 200 * ink));
    await assertSeesSeven(drawSeven(200, 200, PLACE, gaps), PLACE, 0.08);
  });

  test("is the same with a camera's noise, and for faint pencil", async () => {
    const random = createRandom(1);
    const noisy =
      (contrast: number): Tone =>
      (_x, _y, ink) =>
        grey(200 - contrast * ink + 4 * random.normal());
    await assertSeesSeven(drawSeven(200, 200, PLACE, noisy(120)), PLACE, 0.05);
    await assertSeesSeven(drawSeven(200, 200, PLACE, noisy(40)), PLACE, 0.06);
  });
});

describe("a seven is read", () => {
  const read = (picture: Picture) =>
    readDigit(picture, { decode: async () => picture, finder, classifier, manifest: model.manifest });

  test("on ruled and squared paper, even where the lines run through it", async () => {
    for (const squared of [false, true]) {
      const lined: Tone = (x, y, ink) => {
        const ruled = y % 30 < 1 || (squared && x % 30 < 1);
        return grey(235 - Math.max(ruled ? 130 : 0, 150 * ink));
      };
      assert.equal((await read(drawSeven(240, 240, PLACE, lined))).digit, 7);
    }
  });

  test("whatever the pen, from hairline to marker", async () => {
    for (const pen of [1.5, 3, 10, 18, 26]) {
      const { digit } = await read(drawSeven(200, 200, { ...PLACE, pen }, darkOnLight));
      assert.equal(digit, 7, `a pen of ${pen}`);
    }
  });

  test("at 28×28 and at 16×16, as data sets have it", async () => {
    const lined: Tone = (_x, y, ink) => grey(Math.max(255 * ink, y % 7 === 3 ? 150 : 0));
    assert.equal((await read(drawSeven(28, 28, { left: 8, top: 4.5, tall: 19, pen: 2.6 }, lined))).digit, 7);
    const binary: Tone = (_x, _y, ink) => grey(ink > 0.5 ? 255 : 0);
    assert.equal((await read(drawSeven(16, 16, { left: 2, top: 1.5, tall: 13, pen: 2.4 }, binary))).digit, 7);
  });
});

describe("a picture with nothing on it", () => {
  const blank = (width: number, height: number, value: number): Picture => ({
    width,
    height,
    rgba: new Uint8Array(width * height * 4).fill(value),
  });

  for (const [name, picture] of Object.entries({
    white: blank(100, 80, 255),
    black: blank(100, 80, 0),
    transparent: blank(50, 50, 0),
    "one pixel": blank(1, 1, 255),
    "a strip of 1×10,000": blank(1, 10_000, 255),
    "a strip of 10,000×1": blank(10_000, 1, 128),
  })) {
    test(`gives no candidate: ${name}`, async () => assert.deepEqual(await find(picture), []));
  }
});

describe("warnings", () => {
  const warningsOf = async (picture: Picture) => (await find(picture))[0].warnings;

  test("none for a plain drawing", async () => {
    assert.deepEqual(await warningsOf(drawSeven(200, 200, PLACE, darkOnLight)), []);
  });

  test("faint for ink that takes little of the light", async () => {
    assert.deepEqual(await warningsOf(drawSeven(200, 200, PLACE, (_x, _y, ink) => grey(235 - 22 * ink))), ["faint"]);
  });

  test("cut_off for a digit that runs out of the picture", async () => {
    assert.ok(
      (await warningsOf(drawSeven(200, 200, { left: 100, top: 120, tall: 100 }, darkOnLight))).includes("cut_off"),
    );
  });

  test("small for a digit of a few pixels", async () => {
    assert.ok(
      (await warningsOf(drawSeven(60, 60, { left: 20, top: 20, tall: 7, pen: 1.5 }, darkOnLight))).includes("small"),
    );
  });
});

test("what a picture gave stays as it is while others are prepared, and comes out the same again", async () => {
  const seven = drawSeven(200, 200, PLACE, darkOnLight);
  const first = await find(seven);
  const kept = structuredClone(first);
  await find(drawSeven(300, 260, { left: 60, top: 40, tall: 180, pen: 30 }, (_x, _y, ink) => grey(20 + 200 * ink)));
  assert.deepEqual(first, kept);
  assert.deepEqual(await find(seven), kept);
});
