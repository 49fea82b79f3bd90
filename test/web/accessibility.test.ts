/// <reference lib="dom" />
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { TEXTS } from "../../web/texts.ts";
import { writeNumbers } from "../helpers/write-numbers.ts";
import { beside, drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const IMAGES = join(import.meta.dirname, "..", "..", "test_images");

const STATES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  empty: async () => undefined,
  "with a drawing's answer": async (page) => {
    await drawOnPad(page, STROKES[7]);
    await page.locator("#digit:not(.sign)", { hasText: "7" }).waitFor();
  },
  "with files, one of them broken": async (page) => {
    await page.setInputFiles("#files", [join(IMAGES, "3.png"), import.meta.filename]);
    await page.locator(".badge.failed").waitFor();
    await page.click(".thumbnails li:nth-child(2) button");
    await page.locator("#confidence", { hasText: TEXTS.problems.image_broken }).waitFor();
  },
  "with a number's answer": async (page) => {
    await page.getByLabel(TEXTS.page.number, { exact: true }).check();
    await drawOnPad(page, [...beside(STROKES[4], 0.3), ...beside(STROKES[7], 0.7)]);
    await page.locator("#digit:not(.sign)", { hasText: "47" }).waitFor();
  },
  "with a table of numbers": async (page) => {
    await page.getByLabel(TEXTS.page.number, { exact: true }).check();
    const buffer = await writeNumbers([["142", "37"], ["905"]]);
    await page.setInputFiles("#files", { name: "table.png", mimeType: "image/png", buffer });
    await page.locator("#number-table td", { hasText: "905" }).waitFor();
  },
  "read on the server, which asks for a key": async (page) => {
    await page.getByLabel(TEXTS.page.server).check();
    await drawOnPad(page, STROKES[7]);
    await page.locator("#key-form").waitFor();
  },
  "with a file that only the server can read": async (page) => {
    await page.setInputFiles("#files", { name: "a.tiff", mimeType: "image/tiff", buffer: Buffer.from("II*\0") });
    await page.locator("#ways-out button").waitFor();
  },
  "while the engine is loading on a slow line": async (page) => {
    await page.context().route("**/*.wasm", () => {}); // never answered
    await page.reload();
    await drawOnPad(page, STROKES[4]);
    await page.locator("#ways-out button").waitFor();
  },
  "with the keyboard's help": (page) => page.locator("#pad").press("ArrowUp"),
  "with the camera open": async (page) => {
    await page.click("#camera");
    await page.locator("#take").waitFor();
  },
};

describe("the page for everybody (WCAG 2.2 AA by axe)", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite({ settings: { apiKeys: ["key"], publicDocs: true } });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [state, reach] of Object.entries(STATES)) {
      test(`${state}, ${colorScheme}: nothing to complain of`, async () => {
        const page = await site.visit({
          colorScheme,
          reducedMotion: "reduce",
          permissions: ["camera"],
          serviceWorkers: "block",
          bypassCSP: true,
        });
        await reach(page);
        await page.evaluate(AXE);
        const { violations } = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`)) as {
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        };
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`)}`,
        );
        assert.deepEqual(found, []);
        await page.context().close();
      });
    }
  }

  test("everything that can be used is reached by Tab, the skip link first", async () => {
    const page = await site.visit();
    await drawOnPad(page, STROKES[7]);
    const reached: string[] = [];
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.className || ""));
    }
    for (const id of [
      "pad",
      "undo",
      "clear",
      "save",
      "stroke-width",
      "choose",
      "camera",
      "kind-digit",
      "max-error",
      "copy",
      "tab-curl",
    ]) {
      assert.ok(reached.includes(id), `${id} is not among ${reached}`);
    }
    await page.context().close();
  });
});
