/// <reference lib="dom" />
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { TEXTS } from "../../web/texts.ts";
import { drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { expectDigit } from "./helpers/expect-digit.ts";
import { expectText } from "./helpers/expect-text.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";

const imageOf = (digit: number) => join(import.meta.dirname, "..", "..", "test_images", `${digit}.png`);

describe("while the engine is loading on a slow line", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite();

  /** A visitor whose engine doesn't come before it is told to. */
  async function visitSlowly(): Promise<{ page: Page; deliver(): void }> {
    const page = await site.visit({ waitForEngine: false, serviceWorkers: "block" });
    const { promise: delivered, resolve: deliver } = Promise.withResolvers<void>();
    await page.context().route("**/*.wasm", async (route) => {
      await delivered;
      await route.continue().catch(() => {}); // the visitor may be gone
    });
    await page.reload();
    return { page, deliver };
  }

  const isLoading = (page: Page) => page.locator("#engine:not(.done)").isVisible();

  test("the server answers a drawing when one asks it to, and the device goes on when the engine is there", async () => {
    const { page, deliver } = await visitSlowly();
    await drawOnPad(page, STROKES[7]);
    await page.getByLabel(TEXTS.page.server).check();
    await expectDigit(page, 7);
    assert.equal(await isLoading(page), true);
    await page.getByLabel(TEXTS.page.device).check();
    await expectText(page, "#privacy", TEXTS.engine.ready);
    deliver();
    await expectText(page, "#request-id", TEXTS.noRequest);
    await expectDigit(page, 7);
    await page.context().close();
  });

  test("the server answers files, more than are read at a time", async () => {
    const { page } = await visitSlowly();
    await page.setInputFiles("#files", [2, 3, 4, 5, 6, 8].map(imageOf));
    await page.getByLabel(TEXTS.page.server).check();
    for (const [at, digit] of [2, 3, 4, 5, 6, 8].entries())
      await expectText(page, `.thumbnails li:nth-child(${at + 1}) .badge`, String(digit));
    assert.equal(await isLoading(page), true);
    await page.context().close();
  });

  test("the server is offered to who has waited for a while, and sent nothing before", async () => {
    const { page } = await visitSlowly();
    const posts: string[] = [];
    page.context().on("request", (request) => request.method() === "GET" || posts.push(request.url()));
    await drawOnPad(page, STROKES[4]);
    const offer = page.locator(`#ways-out :text("${TEXTS.useServer}")`);
    await offer.waitFor();
    assert.deepEqual(posts, []);
    await offer.click();
    await expectDigit(page, 4);
    assert.equal(await isLoading(page), true);
    await page.context().close();
  });

  test("the offer goes when the engine comes", async () => {
    const { page, deliver } = await visitSlowly();
    await drawOnPad(page, STROKES[4]);
    await page.locator("#ways-out button").waitFor();
    deliver();
    await expectDigit(page, 4);
    assert.equal(await page.locator("#ways-out button").count(), 0);
    await page.context().close();
  });

  test("one learns at once that a file is no picture", async () => {
    const { page } = await visitSlowly();
    const buffer = readFileSync(imageOf(3)).subarray(0, 40);
    await page.setInputFiles("#files", { name: "broken.png", mimeType: "image/png", buffer });
    await expectText(page, "#confidence", TEXTS.problems.image_broken);
    assert.equal(await isLoading(page), true);
    await page.context().close();
  });
});
