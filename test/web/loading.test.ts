/// <reference lib="dom" />
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { TEXTS } from "../../web/texts.ts";
import { drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { expectDigit } from "./helpers/expect-digit.ts";
import { expectText } from "./helpers/expect-text.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";

const IMAGES = join(import.meta.dirname, "..", "..", "test_images");
const MAX_FIRST_BYTES = 200_000;
/** A hundredth of the cumulative layout shift that counts as good (https://web.dev/articles/cls): nothing that one could see. */
const MAX_SHIFT = 0.001;
/** So slow that each step of the page's own script is painted by itself, and shows what moves. */
const SLOWER = 6;

const VIEWPORTS = {
  phone: { width: 390, height: 844 },
  "phone that is turned": { width: 740, height: 320 },
  desktop: { width: 1280, height: 860 },
  "tall screen": { width: 1280, height: 2200 },
};

describe("how the page comes", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite();

  test(`all of it before the engine is below ${MAX_FIRST_BYTES / 1000} kB, and the engine comes after the first paint`, async (t) => {
    const page = await site.visit({ serviceWorkers: "block" });
    const { first, paintMs, workerMs, names } = await page.evaluate(() => {
      const loads = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
      // Engine and model are asked for by the worker, which keeps entries of its own.
      const entries = loads as PerformanceResourceTiming[];
      return {
        first: entries.reduce((sum, { transferSize }) => sum + transferSize, 0),
        paintMs: performance.getEntriesByName("first-contentful-paint")[0].startTime,
        workerMs: entries.find(({ name }) => name.includes("/worker-"))!.startTime,
        names: entries.map(({ name }) => name),
      };
    });
    assert.ok(names.length >= 4 && !names.some((name) => name.includes(".wasm")), names.join());
    assert.ok(first > 10_000 && first < MAX_FIRST_BYTES, `${first} bytes`);
    assert.ok(workerMs > paintMs, `the worker at ${workerMs} ms, the first paint at ${paintMs} ms`);
    t.diagnostic(`${first} bytes before the engine`);
    await page.context().close();
  });

  for (const [name, viewport] of Object.entries(VIEWPORTS)) {
    test(`on a slow ${name} nothing jumps: not while it loads, nor as one draws, nor when pictures come`, async () => {
      const page = await site.visit({
        viewport,
        waitForEngine: false,
        before: () => {
          const shifts: { by: number; moved: string[] }[] = [];
          Object.assign(globalThis, { shifts });
          type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Element }[] };
          new PerformanceObserver((list) => {
            for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[])
              if (!hadRecentInput)
                shifts.push({
                  by: value,
                  moved: sources.map(({ node }) => `${node?.nodeName}#${node?.id}.${node?.className}`),
                });
          }).observe({ type: "layout-shift", buffered: true });
        },
      });
      const session = await page.context().newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
      await page.reload();
      await page.locator("#engine.done").waitFor({ state: "attached" });
      await drawOnPad(page, STROKES[7]);
      await expectDigit(page, 7);
      await page.click("#tab-python");
      await page.setInputFiles(
        "#files",
        [3, 4, 5].map((digit) => join(IMAGES, `${digit}.png`)),
      );
      await expectText(page, ".thumbnails li:nth-child(3) .badge", "5");
      await page.waitForTimeout(600); // the heat map's turn
      const shifts = (await page.evaluate("shifts")) as { by: number }[];
      assert.ok(shifts.reduce((sum, { by }) => sum + by, 0) < MAX_SHIFT, JSON.stringify(shifts));
      await page.context().close();
    });
  }

  test("over plain http from another machine it reads too, and what browsers withhold there has a way around it", async () => {
    const page = await site.visit({ host: "phone.test", hasTouch: true, isMobile: true, viewport: VIEWPORTS.phone });
    assert.equal(await page.evaluate(() => isSecureContext), false);
    await drawOnPad(page, STROKES[4]);
    await expectDigit(page, 4);
    await page.click("#copy");
    await expectText(page, "#copy", TEXTS.copyFailed);
    assert.match(await page.evaluate(() => String(getSelection())), /^curl /);
    const chooser = page.waitForEvent("filechooser");
    await page.click("#camera"); // the phone's own camera application
    await (await chooser).setFiles(join(IMAGES, "6.png"));
    await expectDigit(page, 6);
    await page.context().close();
  });

  test("it can be put on a phone's home screen", async () => {
    const manifest = await (await fetch(`${site.address}ui/app.webmanifest`)).json();
    assert.equal(manifest.start_url, "./");
    for (const { src } of manifest.icons) assert.equal((await fetch(`${site.address}ui/${src}`)).status, 200);
  });

  test("nobody is complained of: no error, no other host, no rule of the Content-Security-Policy broken", () => {
    assert.deepEqual(site.complaints, []);
  });
});
