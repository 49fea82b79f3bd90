import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import sharp from "sharp";
import type { Reading } from "../../src/core/reading.ts";
import { PredictorError } from "../../src/errors.ts";
import { openService } from "../../src/reader/open-service.ts";
import { readSettings } from "../../src/server/settings.ts";

/** Made by `scripts/draw-paper-scenes.ts`: six scenes a class, as they come. */
const SCENES = join(import.meta.dirname, "../fixtures/paper-scenes");
const service = await openService(readSettings([], {}));
after(() => service.close());

/** The answer, or null where the picture is said to have no ink. */
async function read(bytes: Uint8Array, maxError = 0.01): Promise<Reading | null> {
  try {
    return await service.reader.readDigit(bytes, { maxError });
  } catch (error) {
    if (error instanceof PredictorError && error.code === "no_ink") return null;
    throw error;
  }
}

describe("made-up paper scenes", () => {
  test("nine digits in ten are read right, and no wrong one is accepted where five in a thousand may be wrong", async () => {
    const wrong: string[] = [];
    let n = 0;
    for (let digit = 0; digit < 10; digit++) {
      for (const file of readdirSync(join(SCENES, String(digit)))) {
        const answer = await read(readFileSync(join(SCENES, String(digit), file)), 0.005);
        n++;
        if (answer?.digit === digit) continue;
        wrong.push(`${digit}/${file} → ${answer?.digit}`);
        assert.notEqual(answer?.decision, "accept", `${digit}/${file} accepted as ${answer?.digit}`);
      }
    }
    assert.ok(wrong.length <= 0.1 * n, `${wrong.length} of ${n}: ${wrong.join(", ")}`);
  });

  test("what is no digit is never accepted as one", async () => {
    for (const file of readdirSync(join(SCENES, "none"))) {
      const answer = await read(readFileSync(join(SCENES, "none", file)));
      assert.notEqual(answer?.decision, "accept", `none/${file} accepted as ${answer?.digit}`);
    }
  });
});

const SIZE = 320;

/** Pictures that people send by mistake, drawn as SVG. */
const MISTAKES: Readonly<Record<string, string>> = {
  "a room": `<rect width="320" height="320" fill="#cbb89d"/><rect y="220" width="320" height="100" fill="#7a5230"/>
    <rect x="30" y="40" width="90" height="110" fill="#9fc4e8" stroke="#fff" stroke-width="8"/>
    <rect x="170" y="150" width="130" height="90" rx="14" fill="#4b6a4f"/><circle cx="250" cy="60" r="26" fill="#ffe9a8"/>`,
  "a face": `<rect width="320" height="320" fill="#8aa1b5"/><ellipse cx="160" cy="170" rx="95" ry="120" fill="#e2b48f"/>
    <ellipse cx="125" cy="150" rx="16" ry="9" fill="#fff"/><ellipse cx="195" cy="150" rx="16" ry="9" fill="#fff"/>
    <circle cx="125" cy="150" r="7" fill="#3b2a20"/><circle cx="195" cy="150" r="7" fill="#3b2a20"/>
    <path d="M120 230 Q160 255 200 230" stroke="#8c3d3d" stroke-width="7" fill="none"/>
    <path d="M65 120 Q160 -10 255 120 Q160 70 65 120" fill="#3b2a20"/>`,
  "a page of text": `<rect width="320" height="320" fill="#fbfaf6"/>${Array.from(
    { length: 16 },
    (_, line) =>
      `<text x="20" y="${30 + 18 * line}" font-size="13" font-family="serif" fill="#222">The quick brown fox jumps over a lazy dog, again</text>`,
  ).join("")}`,
  "a word": `<rect width="320" height="320" fill="#fff"/><text x="20" y="190" font-size="90" font-family="serif" fill="#223">Word</text>`,
  "a chessboard": `<rect width="320" height="320" fill="#eee"/>${Array.from({ length: 64 }, (_, i) =>
    ((i % 8) + (i >> 3)) % 2
      ? `<rect x="${(i % 8) * 40}" y="${(i >> 3) * 40}" width="40" height="40" fill="#222"/>`
      : "",
  ).join("")}`,
};

describe("a picture of something else gets no confident digit", () => {
  for (const [name, svg] of Object.entries(MISTAKES)) {
    test(name, async () => {
      const page = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}">${svg}</svg>`;
      const answer = await read(await sharp(Buffer.from(page)).jpeg().toBuffer());
      assert.notEqual(answer?.decision, "accept", `accepted as ${answer?.digit} with ${answer?.confidence}`);
    });
  }

  test("noise", async () => {
    for (const mean of [60, 128, 200]) {
      const noise = { type: "gaussian", mean, sigma: 40 } as const;
      const image = sharp({ create: { width: SIZE, height: SIZE, channels: 3, background: "grey", noise } });
      const answer = await read(await image.png().toBuffer());
      assert.notEqual(answer?.decision, "accept", `mean ${mean} accepted as ${answer?.digit}`);
    }
  });

  for (const background of ["white", "black", "#b5a78c"]) {
    test(`nothing but ${background}`, async () => {
      const image = sharp({ create: { width: SIZE, height: SIZE, channels: 3, background } });
      assert.equal(await read(await image.png().toBuffer()), null);
    });
  }
});
