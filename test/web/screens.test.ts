/// <reference lib="dom" />
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import sharp from "sharp";
import { TEXTS } from "../../web/texts.ts";
import { drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { expectDigit } from "./helpers/expect-digit.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";

const IMAGES = join(import.meta.dirname, "..", "..", "test_images");

type Colour = readonly [red: number, green: number, blue: number];

/** What is seen at a place of an element. @param x, y share of its width and height, 0…1 */
async function colourAt(element: Locator, x: number, y: number): Promise<Colour> {
  const { data, info } = await sharp(await element.screenshot())
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return [data[at], data[at + 1], data[at + 2]];
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, 1…21 */
function contrast(one: Colour, other: Colour): number {
  const luminance = (colour: Colour) => {
    const linear = colour.map((tone) =>
      tone / 255 <= 0.04045 ? tone / 255 / 12.92 : ((tone / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

async function isInSight(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).boundingBox();
  const { width, height } = page.viewportSize()!;
  return (
    box !== null &&
    box.x >= 0 &&
    box.y >= 0 &&
    box.x + box.width <= width &&
    box.y + box.height <= height &&
    box.width > 0
  );
}

describe("the page on every screen", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite();

  for (const colorScheme of ["light", "dark"] as const) {
    test(`with forced colours, ${colorScheme}, bars, switch, tabs and legend tell apart what they should`, async () => {
      const page = await site.visit({ colorScheme, forcedColors: "active", reducedMotion: "reduce" });
      await drawOnPad(page, STROKES[7]);
      await expectDigit(page, 7);

      const track = (index: number) => page.locator(`#bars li:nth-child(${index + 1}) .track`);
      const [full, empty, rim] = await Promise.all([
        colourAt(track(7), 0.5, 0.5),
        colourAt(track(3), 0.5, 0.5),
        colourAt(track(3), 0.5, 0),
      ]);
      assert.ok(contrast(full, empty) >= 3, `a full bar ${full}, an empty one ${empty}`);
      assert.ok(contrast(rim, empty) >= 3, `the rim of a bar ${rim}, its ground ${empty}`);

      const choices = page.locator(".switch label");
      for (const [name, elements] of [
        ["switch", choices],
        ["tabs", page.locator("#languages .tab")],
      ] as const) {
        const [chosen, other] = await Promise.all([0, 1].map((at) => colourAt(elements.nth(at), 0.5, 0.12)));
        assert.ok(contrast(chosen, other) >= 3, `${name}: chosen ${chosen}, not chosen ${other}`);
      }
      await choices.nth(1).click();
      const [left, right] = await Promise.all([0, 1].map((at) => colourAt(choices.nth(at), 0.5, 0.12)));
      assert.ok(contrast(left, right) >= 3, `switched: ${left} and ${right}`);

      const swatch = async (kind: string) => {
        const key = page.locator(`.key.${kind}`);
        return colourAt(key, 5 / (await key.boundingBox())!.width, 0.5);
      };
      const [orange, blue] = [await swatch("for"), await swatch("against")];
      assert.ok(orange[0] > orange[2] + 100, `“for” is ${orange}`);
      assert.ok(blue[2] > blue[0] + 100, `“against” is ${blue}`);
      await page.context().close();
    });
  }

  for (const [width, height] of [
    [568, 320],
    [667, 331],
    [740, 320],
    [844, 390],
    [932, 366],
  ]) {
    test(`on a phone of ${width} × ${height}, all that one draws with and the answer are in sight`, async () => {
      const page = await site.visit({ viewport: { width, height }, isMobile: true, hasTouch: true });
      await drawOnPad(page, STROKES[7]);
      await expectDigit(page, 7);
      for (const id of [
        "pad",
        "undo",
        "clear",
        "save",
        "stroke-width",
        "choose",
        "camera",
        "digit",
        "confidence",
        "decision",
      ])
        assert.ok(await isInSight(page, `#${id}`), `#${id} is out of sight`);
      assert.ok((await page.locator("#pad").boundingBox())!.width >= 200);
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(await overflow(), 0);

      await page.setInputFiles("#files", [join(IMAGES, "3.png"), join(IMAGES, "4.png")]);
      await expectDigit(page, 3);
      for (const id of ["stage-picture", "back", "choose", "camera", "digit", "confidence"])
        assert.ok(await isInSight(page, `#${id}`), `#${id} is out of sight beside a file`);
      assert.equal(await overflow(), 0);

      await page.click("#camera");
      await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
      for (const id of ["viewfinder", "take", "camera-cancel"])
        assert.ok(await isInSight(page, `#${id}`), `#${id} is out of sight in the camera's dialog`);
      await page.context().close();
    });
  }
});

describe("a camera that is refused", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite({ camera: "refused" });

  for (const [device, viewport] of Object.entries({
    phone: { width: 360, height: 560 },
    "phone that is turned": { width: 740, height: 320 },
    desktop: { width: 1280, height: 600 },
  })) {
    test(`is told of where one is looking, on a ${device}, until one closes it or goes on`, async () => {
      const page = await site.visit({ viewport, waitForEngine: false });
      await page.locator("#camera").evaluate((button) => button.scrollIntoView({ block: "start" }));
      await page.click("#camera");
      await page.getByRole("alert").filter({ hasText: TEXTS.problems.camera }).waitFor();
      assert.ok(await isInSight(page, "#notice"));
      await page.getByRole("button", { name: TEXTS.page.close }).click();
      assert.equal(await page.locator("#notice").isVisible(), false);
      await page.click("#camera");
      await page.locator("#notice").waitFor();
      await page.setInputFiles("#files", join(IMAGES, "3.png"));
      await page.locator("#notice").waitFor({ state: "hidden" });
      await page.context().close();
    });
  }
});
