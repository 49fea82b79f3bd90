/// <reference lib="dom" />
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TEXTS } from "../../web/texts.ts";
import { drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { expectDigit } from "./helpers/expect-digit.ts";
import { expectText } from "./helpers/expect-text.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";

const KEY = "s3cret-key";

describe("a server that asks for a key", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite({ settings: { apiKeys: [KEY], publicDocs: true } });

  test("gets it in a header, and nobody else gets it: not an address, a snippet or what the browser keeps", async () => {
    const page = await site.visit();
    const addresses: string[] = [];
    page.context().on("request", (request) => addresses.push(request.url()));
    await page.getByLabel(TEXTS.page.server).check();
    await drawOnPad(page, STROKES[7]);
    await expectText(page, "#confidence", TEXTS.problems.key_wanted);

    await page.getByLabel(TEXTS.page.key).fill("not-it");
    await page.keyboard.press("Enter");
    await expectText(page, "#confidence", TEXTS.problems.key_wrong);

    await page.getByLabel(TEXTS.page.key).fill(KEY);
    await page.getByRole("button", { name: TEXTS.page.useKey }).click();
    await expectDigit(page, 7);
    assert.equal(await page.locator("#key-form").isVisible(), false);

    assert.ok(addresses.some((address) => address.includes("/v1/digits")));
    assert.ok(!addresses.some((address) => address.includes(KEY)), addresses.join());
    for (const language of ["curl", "python", "typescript"]) {
      await page.click(`#tab-${language}`);
      const snippet = (await page.locator("#snippet").textContent()) ?? "";
      assert.match(snippet, /x-api-key.*API_KEY/);
      assert.ok(!snippet.includes(KEY));
    }
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
    assert.equal(kept, "{}");
    assert.ok(!(await page.content()).includes(KEY));
    await page.context().close();
  });

  test("isn't asked at all while pictures are read on the device", async () => {
    const page = await site.visit();
    await drawOnPad(page, STROKES[4]);
    await expectDigit(page, 4);
    assert.equal(await page.locator("#key-form").isVisible(), false);
    await page.context().close();
  });

  test("gives no cause for complaint", () => assert.deepEqual(site.complaints, []));
});
