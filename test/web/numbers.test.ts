/// <reference lib="dom" />

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import sharp from "sharp";
import type { NumbersReading } from "../../src/core/numbers/number-reading.ts";
import { toNumbersJson } from "../../src/server/numbers-json.ts";
import { TEXTS } from "../../web/texts.ts";
import { writeNumbers } from "../helpers/write-numbers.ts";
import { beside, drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { expectDigit } from "./helpers/expect-digit.ts";
import { expectText } from "./helpers/expect-text.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";
import { settledText } from "./helpers/settled-text.ts";

const FORTY_TWO = [...beside(STROKES[4], 0.3), ...beside(STROKES[2], 0.7)];
/** Two rows, of which the second has no number in the last column. */
const TABLE = [
  ["142", "37", "58"],
  ["0905", "69"],
];

/** A visitor who wants numbers. */
async function askForNumbers(page: Page): Promise<void> {
  await page.getByLabel(TEXTS.page.number, { exact: true }).check();
}

async function addSheet(page: Page, name: string, rows: readonly (readonly string[])[]): Promise<Buffer> {
  const buffer = await writeNumbers(rows);
  await page.setInputFiles("#files", { name, mimeType: "image/png", buffer });
  await expectText(page, "#picture-name", name);
  return buffer;
}

/** The JSON that the page shows. */
async function shownJson(page: Page): Promise<ReturnType<typeof toNumbersJson>> {
  return JSON.parse((await settledText(page, "#json"))!).results[0];
}

/** Each confidence and box as near as two engines come, all else the same. */
function assertAlike(shown: ReturnType<typeof toNumbersJson>, read: NumbersReading): void {
  const rounded = (reading: ReturnType<typeof toNumbersJson>) =>
    JSON.parse(
      JSON.stringify(reading, (key, value) => {
        if (key === "confidence") return Math.round(value * 100);
        return ["x", "y", "width", "height"].includes(key) ? Math.round(value / 2) : value;
      }),
    );
  assert.deepEqual(rounded(shown), rounded(toNumbersJson(read)));
}

/** Share of a canvas's pixels that have the colour of frames. */
function shareOfFrames(selector: string): number {
  const canvas = document.querySelector<HTMLCanvasElement>(selector)!;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  let blue = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 2] > data[at] + 80) blue++;
  return (4 * blue) / data.length;
}

describe("numbers on the page", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite();

  test("a 42 that is drawn with the mouse is read, digit by digit, on the device", async () => {
    const page = await site.visit();
    const posts: string[] = [];
    page.context().on("request", (request) => request.method() === "GET" || posts.push(request.url()));
    await askForNumbers(page);
    await drawOnPad(page, FORTY_TWO);
    await expectText(page, "#digit:not(.sign)", /^42$/);
    await expectText(page, "#confidence", /\d+\.\d % sure/);
    assert.equal(await page.locator("#decision").isVisible(), true);
    assert.deepEqual(await page.locator("#number-digits .label").allTextContents(), ["4", "2"]);
    await expectText(page, "#seen-box", TEXTS.digitsLabel(2, 1));
    assert.ok((await page.evaluate(shareOfFrames, "#seen-picture")) > 0.005, "no frames around the digits");
    assert.equal(await page.locator("#number-table").isVisible(), false);
    assert.equal(await page.locator("#copy-csv").isVisible(), false);
    await expectText(page, "#spoken", /^42, \d+\.\d % sure/);
    assert.deepEqual(posts, []);
    await page.context().close();
  });

  test("one may change one's mind: the same drawing is read as a digit, and as a number again", async () => {
    const page = await site.visit();
    await drawOnPad(page, STROKES[7]);
    await expectDigit(page, 7);
    await askForNumbers(page);
    await expectText(page, "#number-digits .label", "7");
    assert.equal(await page.locator("#bars").isVisible(), false);
    assert.equal(await page.locator("#heat").isVisible(), false);
    await page.getByLabel(TEXTS.page.digit, { exact: true }).check();
    await expectText(page, "#bars .best", "7");
    assert.equal(await page.locator("#numbers").isVisible(), false);
    assert.equal(await page.locator("#heat").isVisible(), true);
    await page.context().close();
  });

  test("several numbers stand in a table as on the picture, and are copied as CSV, leading zeros included", async () => {
    const page = await site.visit({ permissions: ["clipboard-read", "clipboard-write"] });
    await askForNumbers(page);
    const sheet = await addSheet(page, "table.png", TABLE);
    await expectText(page, "#confidence", TEXTS.numbers(5));
    const cells = await page
      .locator("#number-table tr")
      .evaluateAll((rows) =>
        rows.map((row) => Array.from(row.querySelectorAll("td"), ({ firstChild }) => firstChild?.textContent ?? "")),
      );
    assert.deepEqual(cells, [TABLE[0], [...TABLE[1], ""]]);
    assert.match((await page.locator("#number-table td").first().textContent())!, /\d+\.\d %/);
    await page.click("#copy-csv");
    await expectText(page, "#copy-csv", TEXTS.copied);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "142,37,58\r\n0905,69,\r\n");
    await expectText(page, ".thumbnails .badge", TEXTS.firstOf("142", 5));
    await expectText(page, "#seen-box", TEXTS.digitsLabel(13, 5));
    assert.ok((await page.evaluate(shareOfFrames, "#stage-picture")) > 0.005, "no frames around the digits");
    assertAlike(await shownJson(page), await site.reader.readNumbers(sheet));
    await page.context().close();
  });

  test("where there is no clipboard, the table is selected to be copied by hand", async () => {
    const page = await site.visit({ host: "phone.test" });
    await askForNumbers(page);
    await addSheet(page, "table.png", TABLE);
    await page.click("#copy-csv");
    await expectText(page, "#copy-csv", TEXTS.copyFailed);
    assert.match(await page.evaluate(() => String(getSelection())), /142[\s\S]*0905/);
    await page.context().close();
  });

  test("the server reads them when told to, with the same outcome", async () => {
    const page = await site.visit();
    const ids: string[] = [];
    page.on("response", (response) => {
      if (response.url().includes("/v1/numbers?explain=true")) ids.push(response.headers()["x-request-id"]);
    });
    await page.getByLabel(TEXTS.page.server).check();
    await askForNumbers(page);
    const sheet = await addSheet(page, "table.png", TABLE);
    await expectText(page, "#confidence", TEXTS.numbers(5));
    assert.equal(await page.locator("#request-id").textContent(), ids.at(-1));
    assertAlike(await shownJson(page), await site.reader.readNumbers(sheet));
    assert.match((await page.locator("#snippet").textContent())!, /\/v1\/numbers\?max_error=0\.01/);

    await page.click("#back");
    await drawOnPad(page, FORTY_TWO);
    await expectText(page, "#digit:not(.sign)", /^42$/);
    const lit = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>("#seen-input")!;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, at) => at % 4 === 0 && value > 128).length;
    });
    assert.ok(lit > 60, `${lit} pixels of what the network got are ink`);
    await page.context().close();
  });

  test("the page says when a picture has no numbers, on the device and on the server", async () => {
    const page = await site.visit();
    await askForNumbers(page);
    const buffer = await sharp({ create: { width: 200, height: 150, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    await page.setInputFiles("#files", { name: "blank.png", mimeType: "image/png", buffer });
    await expectText(page, "#confidence", TEXTS.noNumber);
    assert.equal(await page.locator("#decision").isVisible(), false);
    await page.getByLabel(TEXTS.page.server).check();
    await expectText(page, "#request-id", /^(?!none)./);
    await expectText(page, "#confidence", TEXTS.noNumber);
    await page.context().close();
  });

  test("a large photo has its boxes in the photo's own pixels", async () => {
    const sheet = await sharp(await writeNumbers(TABLE))
      .resize(3000)
      .jpeg({ quality: 90 })
      .toBuffer();
    const page = await site.visit();
    await askForNumbers(page);
    await page.setInputFiles("#files", { name: "large.jpg", mimeType: "image/jpeg", buffer: sheet });
    await expectText(page, "#confidence", TEXTS.numbers(5));
    const { numbers } = await shownJson(page);
    const there = (await site.reader.readNumbers(sheet)).numbers;
    // Browser and server shrink it each in its own way.
    for (const [i, { box }] of numbers.entries())
      for (const side of ["x", "y", "width", "height"] as const)
        assert.ok(
          Math.abs(box[side] - there[i].box[side]) < box.height / 10,
          `${side}: ${box[side]} and ${there[i].box[side]}`,
        );
    await page.context().close();
  });

  test("a number of many digits and a table of many columns fit a narrow screen", async () => {
    const page = await site.visit({ viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });
    await askForNumbers(page);
    for (const rows of [[["142857142857"]], [["142", "37", "58", "40", "77", "41"]]]) {
      await addSheet(page, `${rows[0].length}.png`, rows);
      await expectText(page, "#seen-box", TEXTS.digitsLabel(rows.flat().join("").length, rows[0].length));
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(overflow, 0);
    }
    await page.context().close();
  });

  test("gives no cause for complaint", () => assert.deepEqual(site.complaints, []));
});

describe("a line reader that can't be had", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite();

  test("digits are read without it; a number says what to do, and is read once it can be had", async () => {
    const page = await site.visit({ serviceWorkers: "block" });
    await page.route("**/lines.onnx*", (route) => route.abort());
    await page.reload();
    await page.locator("#engine.done").waitFor({ state: "attached" });
    await drawOnPad(page, STROKES[7]);
    await expectDigit(page, 7);
    await askForNumbers(page);
    await addSheet(page, "refused.png", [["142"]]);
    await page.getByText(TEXTS.problems.engine_failed).first().waitFor();
    await page.unroute("**/lines.onnx*");
    await addSheet(page, "read.png", [["142"]]);
    await expectText(page, "#seen-box", TEXTS.digitsLabel(3, 1));
    await page.context().close();
  });
});
