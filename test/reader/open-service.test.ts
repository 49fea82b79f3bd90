import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import sharp, { type Sharp } from "sharp";
import { openService } from "../../src/reader/open-service.ts";
import { createApp } from "../../src/server/app.ts";
import { readSettings } from "../../src/server/settings.ts";
import { createSettings, listen } from "../helpers/listen.ts";

const TEST_IMAGES = join(import.meta.dirname, "../../test_images");
const service = await openService(readSettings([], {}));
after(() => service.close());

const openImage = (digit: number) => sharp(readFileSync(join(TEST_IMAGES, `${digit}.png`)));

/** Every way that the ten drawings must be read in. */
const CHANGES: Readonly<Record<string, (image: Sharp) => Promise<Buffer> | Buffer>> = {
  "as it is": (image) => image.png().toBuffer(),
  inverted: (image) => image.negate({ alpha: false }).png().toBuffer(),
  "on a transparent background": toTransparent,
  "in the top left corner": (image) => shift(image, 0, 0),
  "in the bottom right corner": (image) => shift(image, 420, 420),
  "at 16 pixels": (image) => image.resize(16, 16).png().toBuffer(),
  "at 2,000 pixels": (image) => image.resize(2000, 2000).png().toBuffer(),
  "turned by its EXIF tag": async (image) => {
    const turned = await image.rotate(-90).png().toBuffer();
    return sharp(turned).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  },
  "upside down by its EXIF tag": async (image) => {
    const turned = await image.rotate(180).png().toBuffer();
    return sharp(turned).withMetadata({ orientation: 3 }).jpeg().toBuffer();
  },
};

/** The drawing trimmed to its ink and a little more, on a sheet of 700 pixels. */
async function shift(image: Sharp, left: number, top: number): Promise<Buffer> {
  const sheet = sharp({ create: { width: 700, height: 700, channels: 3, background: "white" } });
  return sheet
    .composite([{ input: await image.png().toBuffer(), left, top }])
    .png()
    .toBuffer();
}

/** Black ink whose alpha is what the drawing's darkness was. */
async function toTransparent(image: Sharp): Promise<Buffer> {
  const { data, info } = await image.greyscale().negate().raw().toBuffer({ resolveWithObject: true });
  const black = sharp({ create: { width: info.width, height: info.height, channels: 3, background: "black" } });
  return black
    .joinChannel(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .png()
    .toBuffer();
}

describe("the ten test images are read right, and surely", () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    test(name, async () => {
      for (let digit = 0; digit < 10; digit++) {
        const answer = await service.reader.readDigit(await change(openImage(digit)), { maxError: 0.02 });
        const label = `${digit}: ${answer.digit} ${answer.probabilities.map((p) => p.toFixed(3)).join(" ")}`;
        assert.equal(answer.digit, digit, label);
        assert.equal(answer.decision, "accept", label);
      }
    });
  }
});

test("a bare upright line, thin or thick, is a 1", async () => {
  for (const width of [3, 6, 10, 14, 18, 24]) {
    const line = sharp({ create: { width, height: 180, channels: 3, background: "#141414" } }).png();
    const sheet = sharp({ create: { width: 300, height: 300, channels: 3, background: "white" } });
    const picture = sheet
      .composite([{ input: await line.toBuffer(), left: Math.floor(150 - width / 2), top: 60 }])
      .png();
    const { digit } = await service.reader.readDigit(await picture.toBuffer());
    assert.equal(digit, 1, `${width} wide`);
  }
});

test("an answer's probabilities, that of no digit among them, sum to 1", async () => {
  const { probabilities, nonDigit } = await service.reader.readDigit(readFileSync(join(TEST_IMAGES, "4.png")));
  assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, nonDigit) - 1) < 1e-5);
});

test("over a real socket, with the real model, the original's clients get their answer", async (t) => {
  const port = await listen(t, createApp(service, createSettings({ imageRoot: join(TEST_IMAGES, "..") })));
  for (let digit = 0; digit < 10; digit++) {
    const form = new FormData();
    form.set("image_file", new Blob([readFileSync(join(TEST_IMAGES, `${digit}.png`))]), "digit.png");
    const byFile = await fetch(`http://127.0.0.1:${port}/predict_file/`, { method: "POST", body: form });
    const byPath = await fetch(`http://127.0.0.1:${port}/predict/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path_to_img: `test_images/${digit}.png` }),
    });
    const answer = (await byFile.json()) as { prediction: number; confidence: number };
    assert.equal(answer.prediction, digit);
    assert.ok(answer.confidence >= 95, JSON.stringify(answer));
    assert.deepEqual(await byPath.json(), answer);
  }
});

test("the box is in the picture's own pixels, also of a picture that was shrunk while decoding", async () => {
  const boxOf = async (side: number) => {
    const { seen } = await service.reader.readDigit(await openImage(3).resize(side, side).jpeg().toBuffer());
    return Object.values(seen.box).map((length) => length / side);
  };
  const [small, large] = [await boxOf(280), await boxOf(2800)];
  for (const [i, share] of large.entries())
    assert.ok(Math.abs(share - small[i]) < 0.02, `${large} instead of ${small}`);
});

test("the box lies inside the picture at every size to which it was shrunk", async () => {
  for (const [width, height] of [
    [1999, 1501],
    [2777, 1133],
    [1003, 2999],
  ]) {
    // Ink up to the last row and column, so that the box ends there.
    const ink = { input: { create: { width: 900, height: 900, channels: 3 as const, background: "black" } } };
    const place = { left: width - 900, top: height - 900 };
    const paper = sharp({ create: { width, height, channels: 3, background: "white" } });
    const file = await paper
      .composite([{ ...ink, ...place }])
      .png()
      .toBuffer();
    const { x, y, width: w, height: h } = (await service.reader.readDigit(file)).seen.box;
    assert.ok(x >= 0 && y >= 0 && x + w <= width + 1e-6 && y + h <= height + 1e-6, JSON.stringify({ x, y, w, h }));
  }
});

test("a narrow strip gives its digit, or a clear answer where there is none", async () => {
  const digit = await openImage(7).resize(48, 48).flatten({ background: "white" }).toBuffer();
  const strip = (pieces: { input: Buffer; left: number; top: number }[]) =>
    sharp({ create: { width: 60, height: 2000, channels: 3, background: "white" } })
      .composite(pieces)
      .png()
      .toBuffer();
  const dot = await sharp({ create: { width: 8, height: 8, channels: 3, background: "black" } })
    .png()
    .toBuffer();
  const found = await service.reader.readDigit(await strip([{ input: digit, left: 6, top: 1940 }]));
  assert.equal(found.digit, 7);
  const nothing = await service.reader.readDigit(await strip([{ input: dot, left: 30, top: 1990 }]));
  assert.deepEqual([nothing.digit, nothing.decision], [null, "reject"]);
  await assert.rejects(service.reader.readDigit(await strip([])), { code: "no_ink" });
});

test("a file whose end mark alone is missing is read, with a warning", async () => {
  const file = await openImage(5).jpeg().toBuffer();
  const { digit, warnings } = await service.reader.readDigit(file.subarray(0, -2));
  assert.equal(digit, 5);
  assert.deepEqual(warnings, ["truncated"]);
});
