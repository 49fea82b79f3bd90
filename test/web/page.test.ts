/// <reference lib="dom" />

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { type Reading, WARNINGS } from "../../src/core/reading.ts";
import type { Reader } from "../../src/reader/create-reader.ts";
import { decode } from "../../src/reader/decode/decode.ts";
import { loadSources } from "../../src/training/data/sources/load-sources.ts";
import { createRandom } from "../../src/training/random.ts";
import { createMixture } from "../../src/training/scenes/mixture.ts";
import { TEXTS } from "../../web/texts.ts";
import { encodePicture } from "../helpers/encode-picture.ts";
import { drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { expectDigit } from "./helpers/expect-digit.ts";
import { expectText } from "./helpers/expect-text.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";
import { settledText } from "./helpers/settled-text.ts";

const IMAGES = join(import.meta.dirname, "..", "..", "test_images");
const imageOf = (digit: number) => join(IMAGES, `${digit}.png`);
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** Gives files to the page as a drop or a paste would. */
async function give(page: Page, how: "drop" | "paste", name: string, bytes: Buffer, type: string): Promise<void> {
  await page.evaluate(
    ([kind, fileName, base64, mime]) => {
      const data = new DataTransfer();
      const file = new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], fileName, {
        type: mime,
      });
      data.items.add(file);
      const event =
        kind === "drop"
          ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    },
    [how, name, bytes.toString("base64"), type] as const,
  );
}

/** Runs in the page: whether there is some orange in the heat map. */
function isExplained(): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>("#seen-heat")!;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, at) => at % 4 === 0 && value > data[at + 2] + 60);
}

interface Read {
  readonly file: Uint8Array;
  readonly answer: Reading;
}

/** The first of the project's own pictures of which the server says such a thing. */
async function findPicture(reader: Reader, wanted: (answer: Reading) => boolean): Promise<Read> {
  const drawScene = createMixture(loadSources(undefined, "validation"));
  for (let index = 0; index < 300; index++) {
    const file = await encodePicture(drawScene(createRandom(4, index)).picture, "PNG");
    const answer = await reader.readDigit(file).catch(() => undefined);
    if (answer !== undefined && wanted(answer)) return { file, answer };
  }
  throw new Error("no such picture among 300");
}

/** What a camera sees that is held over a sheet with a 3 on it. */
async function photographSheet(): Promise<string> {
  const sheet = await sharp(readFileSync(imageOf(3)))
    .resize(300, 300)
    .extend({ top: 90, bottom: 90, left: 170, right: 170, background: "#fff" });
  const folder = mkdtempSync(join(tmpdir(), "camera-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "camera.mjpeg");
  writeFileSync(file, await sheet.flatten({ background: "#fff" }).jpeg({ quality: 95 }).toBuffer());
  return file;
}

describe("the page", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite({ cameraFile: await photographSheet() });

  for (const digit of [1, 4, 7] as const) {
    test(`reads a ${digit} that is drawn by moving the pointer`, async () => {
      const page = await site.visit();
      await drawOnPad(page, STROKES[digit]);
      await expectDigit(page, digit);
      await expectText(page, "#confidence", /\d+\.\d % sure/);
      await page.context().close();
    });
  }

  test("answers while a digit is still being drawn", async () => {
    const page = await site.visit();
    const box = (await page.locator("#pad").boundingBox())!;
    const [[first, ...rest]] = STROKES[7].map((stroke) =>
      stroke.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const),
    );
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...point, { steps: 6 });
    await expectDigit(page, 7);
    await page.mouse.up();
    await page.context().close();
  });

  test("takes strokes back by Undo and all of them by Clear", async () => {
    const page = await site.visit();
    await drawOnPad(page, STROKES[1]);
    await expectDigit(page, 1);
    await page.click("#undo");
    await expectText(page, "#confidence", TEXTS.empty);
    await drawOnPad(page, STROKES[4]);
    await expectDigit(page, 4);
    await page.click("#clear");
    await expectText(page, "#confidence", TEXTS.empty);
    assert.equal(await page.locator("#clear").isDisabled(), true);
    await page.context().close();
  });

  test("takes a stroke back by Ctrl+Z even while it is drawn, and leaves the stroke before as it was", async () => {
    const page = await site.visit();
    await drawOnPad(page, STROKES[1]);
    await expectDigit(page, 1);
    const before = await settledText(page, "#json");
    const box = (await page.locator("#pad").boundingBox())!;
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 60, box.y + 90, { steps: 4 });
    await page.keyboard.press("Control+z");
    await page.mouse.move(box.x + 200, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction((text) => document.querySelector("#json")?.textContent === text, before);
    await page.context().close();
  });

  for (const how of ["a click", "a finger", "the keyboard"] as const) {
    test(`draws a dot where ${how} taps, as wide as the stroke, and takes it for ink`, async () => {
      const page = await site.visit({ hasTouch: true });
      const box = (await page.locator("#pad").boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (how === "a click") await page.mouse.click(x, y);
      else if (how === "a finger") await page.touchscreen.tap(x, y);
      else for (const key of ["Space", "Space"]) await page.locator("#pad").press(key);
      await expectText(page, "#confidence", /sure/);
      await expectText(page, "#seen-box", /^Dark ink, (19|20|21) × (19|20|21) pixels$/); // 7 % of 280
      if (how === "the keyboard") await page.locator("#undo").focus(); // its pen is shown no more
      await page.waitForFunction(
        (expected) => {
          const canvas = document.querySelector<HTMLCanvasElement>("#pad canvas")!;
          const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
          const share = data.filter((alpha, at) => at % 4 === 3 && alpha > 128).length / (data.length / 4);
          return Math.abs(share - expected) < 0.0005;
        },
        Math.PI * 0.035 ** 2,
      );
      await page.context().close();
    });
  }

  test("draws thinner and thicker strokes", async () => {
    const page = await site.visit();
    const inkAt = async (width: string) => {
      await page.locator("#stroke-width").fill(width);
      await drawOnPad(page, STROKES[1]);
      await expectText(page, "#confidence", /sure/);
      const saved = page.waitForEvent("download");
      await page.click("#save");
      const { rgba } = await decode(readFileSync(await (await saved).path()));
      await page.click("#clear");
      await expectText(page, "#confidence", TEXTS.empty);
      return rgba.filter((tone, at) => at % 4 === 0 && tone < 128).length;
    };
    const [thin, thick] = [await inkAt("3"), await inkAt("12")];
    assert.ok(thick > 2.5 * thin, `${thin} and ${thick} pixels`);
    await page.context().close();
  });

  test("saves a drawing as the PNG that it reads, which the server then reads alike", async () => {
    const page = await site.visit();
    assert.equal(await page.locator("#save").isDisabled(), true);
    await drawOnPad(page, STROKES[4]);
    await expectDigit(page, 4);
    const saved = page.waitForEvent("download");
    await page.click("#save");
    const file = await saved;
    assert.equal(file.suggestedFilename(), TEXTS.drawing);
    const bytes = readFileSync(await file.path());
    const { width, height } = await decode(bytes);
    assert.deepEqual([width, height], [280, 280]);
    const shown = JSON.parse((await page.locator("#json").textContent())!).results[0];
    const { digit, confidence } = await site.reader.readDigit(bytes);
    assert.equal(digit, shown.digit);
    assert.ok(Math.abs(confidence - shown.confidence) < 1e-4);
    await page.context().close();
  });

  test("keeps what is drawn before the engine is there, and reads it then", async () => {
    const page = await site.visit({ waitForEngine: false });
    await drawOnPad(page, STROKES[7]);
    await expectDigit(page, 7);
    await page.context().close();
  });

  test("reads many files at once, and shows each when it is chosen", async () => {
    const page = await site.visit();
    await page.setInputFiles(
      "#files",
      Array.from({ length: 10 }, (_, digit) => imageOf(digit)),
    );
    for (let digit = 0; digit < 10; digit++) {
      await expectText(page, `.thumbnails li:nth-child(${digit + 1}) .badge`, String(digit));
    }
    await page.click(".thumbnails li:nth-child(9) button");
    await expectDigit(page, 8);
    await page.context().close();
  });

  test("explains the answer in colour when 20 files are dropped at once, and when one after another is chosen", async () => {
    const page = await site.visit();
    const files = Array.from({ length: 20 }, (_, at) => ({ name: `${at}.png`, bytes: readFileSync(imageOf(at % 10)) }));
    await page.evaluate(
      (dropped) => {
        const data = new DataTransfer();
        for (const { name, base64 } of dropped) {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          data.items.add(new File([bytes], name, { type: "image/png" }));
        }
        const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
        document.body.dispatchEvent(drop);
      },
      files.map(({ name, bytes }) => ({ name, base64: bytes.toString("base64") })),
    );
    await page.waitForFunction(isExplained);
    await expectText(page, ".thumbnails li:nth-child(20) .badge", "9");
    await page.waitForFunction(isExplained);
    for (const place of [20, 4, 12]) {
      await page.click(`.thumbnails li:nth-child(${place}) button`);
      await expectDigit(page, (place - 1) % 10);
      await page.waitForFunction(isExplained);
    }
    await page.context().close();
  });

  for (const how of ["drop", "paste"] as const) {
    test(`reads a picture that comes by ${how}`, async () => {
      const page = await site.visit();
      await give(page, how, "three.png", readFileSync(imageOf(3)), "image/png");
      await expectDigit(page, 3);
      await page.context().close();
    });
  }

  test("takes a picture with the camera", async () => {
    const page = await site.visit({ permissions: ["camera"] });
    await page.click("#camera");
    await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
    await page.click("#take");
    await expectText(page, "#picture-name", TEXTS.photograph(1));
    await expectDigit(page, 3);
    await page.context().close();
  });

  test("shows a bar for each digit and one for “no digit”, and says when it is none", async () => {
    const { file, answer } = await findPicture(site.reader, ({ digit }) => digit === null);
    const page = await site.visit();
    await page.setInputFiles("#files", { name: "none.png", mimeType: "image/png", buffer: Buffer.from(file) });
    await expectText(page, "#confidence", `${TEXTS.noDigit}, ${TEXTS.sure(answer.confidence)}`);
    await expectText(page, "#decision", TEXTS.decisions.reject);
    assert.deepEqual(await page.locator("#bars .label").allTextContents(), [
      ...Array.from({ length: 10 }, (_, digit) => String(digit)),
      TEXTS.page.noDigitLabel,
    ]);
    const shares = (await page.locator("#bars .value").allTextContents()).map(Number.parseFloat);
    const sum = shares.reduce((total, share) => total + share, 0);
    assert.ok(Math.abs(sum - 100) < 1.2, `${shares} make ${sum}`); // each is cut off
    await expectText(page, "#bars .best", TEXTS.page.noDigitLabel);
    await page.context().close();
  });

  test("says in words what to do about a picture that is faint, blurred, cut off and the like", async () => {
    const found = await Promise.all(
      WARNINGS.map((warning) =>
        findPicture(site.reader, (answer) => answer.warnings.includes(warning)).catch(() => []),
      ),
    );
    const odd = found.flat();
    assert.ok(odd.length >= 3, "the project's own pictures show too few kinds of trouble to try this with");
    const page = await site.visit();
    for (const { file, answer } of odd) {
      const name = `${answer.warnings.join("-and-")}.png`;
      await page.setInputFiles("#files", { name, mimeType: "image/png", buffer: Buffer.from(file) });
      await expectText(page, "#picture-name", name);
      for (const warning of answer.warnings) await expectText(page, "#notes p", TEXTS.warnings[warning]);
      assert.equal(await page.locator("#notes p").count(), answer.warnings.length);
    }
    await page.context().close();
  });

  test("says that a picture without anything on it has no digit", async () => {
    const page = await site.visit();
    const blank = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(200, 200);
      const context = canvas.getContext("2d")!;
      context.fillStyle = "#fff";
      context.fillRect(0, 0, 200, 200);
      return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
    });
    await page.setInputFiles("#files", { name: "blank.png", mimeType: "image/png", buffer: Buffer.from(blank) });
    await expectText(page, "#confidence", TEXTS.problems.no_ink);
    await page.context().close();
  });

  test("says what is wrong with a broken and with an empty file, and reads the next", async () => {
    const page = await site.visit();
    await page.setInputFiles("#files", {
      name: "broken.png",
      mimeType: "image/png",
      buffer: readFileSync(imageOf(3)).subarray(0, 40),
    });
    await expectText(page, "#confidence", TEXTS.problems.image_broken);
    await page.click("#back");
    await page.setInputFiles("#files", { name: "empty.png", mimeType: "image/png", buffer: Buffer.alloc(0) });
    await expectText(page, "#confidence", TEXTS.problems.file_empty);
    await page.setInputFiles("#files", imageOf(5));
    await expectDigit(page, 5);
    await page.context().close();
  });

  test("shows a file's name as text, whatever it contains", async () => {
    const page = await site.visit();
    const name = `<img src=x onerror="document.title='broken in'">'; rm -rf.png`;
    await page.setInputFiles("#files", { name, mimeType: "image/png", buffer: readFileSync(imageOf(2)) });
    await expectDigit(page, 2);
    assert.equal(await page.locator("#picture-name").textContent(), name);
    assert.equal(await page.title(), TEXTS.page.title);
    assert.equal(await page.locator("main img").count(), 0);
    assert.match((await page.locator("#snippet").textContent())!, /--data-binary '@<img .*'\\''; rm -rf\.png'$/);
    await page.context().close();
  });

  test("shows the box, the 28×28 pixels, and in colour what spoke for the answer", async () => {
    const page = await site.visit();
    await drawOnPad(page, STROKES[7]);
    await expectDigit(page, 7);
    await expectText(page, "#seen-box", /Dark ink, \d+ × \d+ pixels/);
    await page.waitForFunction(isExplained);
    const lit = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>("#seen-input")!;
      return canvas
        .getContext("2d")!
        .getImageData(0, 0, 28, 28)
        .data.filter((value, at) => at % 4 === 0 && value > 128).length;
    });
    assert.ok(lit > 30 && lit < 400, `${lit} of 784 pixels are ink`);
    await page.context().close();
  });

  test("gives the box of a large photo in the photo's own pixels, as the server does", async () => {
    const large = await sharp(readFileSync(imageOf(5)))
      .flatten({ background: "#fff" })
      .resize(3000, 2000, { fit: "contain", background: "#fff" });
    const file = await large.jpeg({ quality: 90 }).toBuffer();
    const { seen } = await site.reader.readDigit(file);
    const page = await site.visit();
    await page.setInputFiles("#files", { name: "large.jpg", mimeType: "image/jpeg", buffer: file });
    await expectDigit(page, 5);
    const [, width, height] = /(\d+) × (\d+) pixels/
      .exec((await page.locator("#seen-box").textContent())!)!
      .map(Number);
    // Both decode it at sizes of their own. Where a quick look is enough for one and not for the other, boxes are less alike.
    for (const [here, there] of [
      [width, seen.box.width],
      [height, seen.box.height],
    ])
      assert.ok(Math.abs(here - there) < 0.05 * there, `${here} and ${there}`);
    await page.context().close();
  });

  test("offers to read on the server what this browser cannot, such as TIFF", async () => {
    const page = await site.visit();
    const buffer = await sharp(readFileSync(imageOf(9)))
      .tiff()
      .toBuffer();
    await page.setInputFiles("#files", { name: "nine.tiff", mimeType: "image/tiff", buffer });
    await expectText(page, "#confidence", TEXTS.problems.tiff_unsupported);
    await page.click(`#ways-out :text("${TEXTS.useServer}")`);
    await expectDigit(page, 9);
    await page.context().close();
  });

  test("doesn't offer to read on the server what the server refuses", async () => {
    const page = await site.visit();
    const jpeg = await sharp(readFileSync(imageOf(9)))
      .flatten({ background: "#fff" })
      .jpeg()
      .toBuffer();
    const refused = {
      "text.txt": Buffer.from("no picture"),
      "drawing.svg": Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      "form.pdf": Buffer.from("%PDF-1.7\n"),
      "photo.heic": Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
      "cut.png": readFileSync(imageOf(9)).subarray(0, 300),
      "cut.jpg": jpeg.subarray(0, jpeg.length / 2),
    };
    for (const [name, buffer] of Object.entries(refused)) {
      await page.setInputFiles("#files", { name, mimeType: "application/octet-stream", buffer });
      await expectText(page, "#picture-name", name);
      await expectText(page, "#confidence", TEXTS.problems.image_broken);
      assert.equal(await page.locator("#ways-out button").count(), 0, name);
      const { status } = await fetch(`${site.address}v1/digits`, { method: "POST", body: new Uint8Array(buffer) });
      assert.ok(status >= 400 && status < 500, `${name} is answered with ${status}`);
    }
    await page.context().close();
  });

  test("offers it no more once the server has refused a file", async () => {
    const page = await site.visit();
    await page.setInputFiles("#files", { name: "a.tiff", mimeType: "image/tiff", buffer: Buffer.from("II*\0") });
    await page.click(`#ways-out :text("${TEXTS.useServer}")`);
    await expectText(page, "#confidence", "TIFF image is broken");
    assert.equal(await page.locator("#ways-out button").count(), 0);
    await page.getByLabel(TEXTS.page.device).check();
    await expectText(page, "#confidence", TEXTS.problems.tiff_unsupported);
    assert.equal(await page.locator("#ways-out button").count(), 0);
    await page.context().close();
  });

  test("asks the server when told to, and shows its request id", async () => {
    const page = await site.visit();
    await page.getByLabel(TEXTS.page.server).check();
    const ids: string[] = []; // a slow hand rests now and then, and is answered each time
    page.on("response", (response) => {
      if (response.url().includes("/v1/digits")) ids.push(response.headers()["x-request-id"]);
    });
    await drawOnPad(page, STROKES[4]);
    await expectDigit(page, 4);
    const shown = (await page.locator("#request-id").textContent()) ?? "";
    assert.ok(ids.includes(shown), `${shown} is none of ${ids}`);
    assert.equal(await page.locator("#privacy").textContent(), TEXTS.engine.server);
    await page.context().close();
  });

  test("sends no picture anywhere while it reads on the device", async () => {
    const page = await site.visit();
    const posts: string[] = [];
    page.context().on("request", (request) => request.method() === "GET" || posts.push(request.url()));
    await page.setInputFiles("#files", imageOf(6));
    await expectDigit(page, 6);
    assert.deepEqual(posts, []);
    await page.context().close();
  });

  test("writes the request as curl, Python and TypeScript, and copies it", async () => {
    const page = await site.visit({ permissions: ["clipboard-read", "clipboard-write"] });
    for (const [language, mark] of [
      ["python", "import requests"],
      ["typescript", "await fetch("],
      ["curl", "--data-binary"],
    ]) {
      await page.click(`#tab-${language}`);
      await page.click("#copy");
      await expectText(page, "#copy", TEXTS.copied);
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(copied.includes(mark) && copied.includes(`${site.address}v1/digits`), copied);
      await expectText(page, "#copy", TEXTS.page.copy);
    }
    await page.context().close();
  });

  test("is used with the keyboard alone: draw, undo, switch tabs", async () => {
    const page = await site.visit();
    await page.locator("#pad").focus();
    for (const key of ["Shift+ArrowUp", "Shift+ArrowUp", "Space", ...Array(16).fill("ArrowDown"), "Space"])
      await page.keyboard.press(key);
    await expectDigit(page, 1);
    await page.keyboard.press("Control+z");
    await expectText(page, "#confidence", TEXTS.empty);
    await page.locator("#tab-curl").focus();
    await page.keyboard.press("ArrowRight");
    await expectText(page, "#snippet", "import requests");
    await page.context().close();
  });

  test("fits a narrow screen without scrolling sideways, and is drawn on by touch", async () => {
    const page = await site.visit({ ...PHONE, viewport: { width: 320, height: 640 } });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0);
    const box = (await page.locator("#pad").boundingBox())!;
    const touch = await page.context().newCDPSession(page);
    const at = (x: number, y: number) => [{ x: box.x + x * box.width, y: box.y + y * box.height }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0.5, 0.2) });
    for (let y = 0.25; y <= 0.8; y += 0.05)
      await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(0.5, y) });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await expectDigit(page, 1);
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.context().close();
  });

  test("/docs reads a picture with “Try it out” on /predict_file/", async () => {
    const page = await site.visit({ waitForEngine: false });
    await page.goto(`${site.address}docs`);
    const block = page.locator(".opblock", { has: page.locator(`[data-path^="/predict_file"]`) }).first();
    await block.locator(".opblock-summary").click();
    // It is open for trying at once, or after a click on "Try it out".
    const tryIt = block.getByRole("button", { name: /Try it out|Cancel/ });
    await tryIt.waitFor();
    if ((await tryIt.textContent())?.includes("Try it out")) await tryIt.click();
    await block.locator("input[type=file]").setInputFiles(imageOf(8));
    await block.getByRole("button", { name: "Execute" }).click();
    const body = block.locator(".live-responses-table .response-col_description .highlight-code").first();
    await body.filter({ hasText: "prediction" }).waitFor();
    assert.match((await body.textContent())!, /"prediction":\s*8/);
    await page.context().close();
  });

  test("/docs links to the page, and the page to /docs", async () => {
    const page = await site.visit({ waitForEngine: false });
    await page.getByRole("link", { name: TEXTS.page.docs }).click();
    await page.waitForURL(`${site.address}docs`);
    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Draw a digit" }).click();
    const back = await opened;
    await back.locator("#pad").waitFor();
    assert.equal(back.url(), `${site.address}ui/`);
    await page.context().close();
  });

  test("links to the licences of all that it ships, and of the documentation's pages", async () => {
    const page = await site.visit({ waitForEngine: false });
    await page.getByRole("link", { name: TEXTS.page.licences }).click();
    await page.waitForURL(`${site.address}ui/licences.txt`);
    const text = (await page.locator("body").textContent())!;
    const section = (name: string) => text.split(`\n${name} `)[1].split("=".repeat(80))[1];
    assert.match(
      section("@fontsource-variable/figtree"),
      /SIL OPEN FONT LICENSE Version 1\.1[\s\S]*Reserved Font Name/i,
    );
    assert.match(section("redoc"), /The MIT License[\s\S]*React/);
    assert.match(section("swagger-ui-dist"), /SmartBear[\s\S]*Apache License\s+Version 2\.0/);
    await page.context().close();
  });

  test("never asks anybody else for anything, and breaks no rule of its Content-Security-Policy", () => {
    assert.deepEqual(site.complaints, []);
  });

  test("is at /ui/, and /ui leads there", async () => {
    for (const path of ["ui/", "ui"]) {
      const response = await fetch(site.address + path);
      assert.equal(response.status, 200);
      assert.equal(response.url, `${site.address}ui/`);
      assert.match(await response.text(), /<canvas/);
    }
  });

  test("lets no inline script run, and no text become HTML", async () => {
    const policy = (await fetch(`${site.address}ui/`)).headers.get("content-security-policy") ?? "";
    const rule = (name: string) => policy.split("; ").find((each) => each.startsWith(`${name} `)) ?? "";
    assert.equal(rule("script-src"), "script-src 'self' 'wasm-unsafe-eval'");
    assert.equal(rule("style-src"), "style-src 'self'");
    assert.doesNotMatch(policy, /unsafe-inline|\*|https?:|data:|blob:/);
    const page = await site.visit({ waitForEngine: false });
    const refused = await page.evaluate(() => {
      const tries = [
        () => document.body.insertAdjacentHTML("beforeend", "<b>text</b>"),
        () => Object.assign(document.createElement("p"), { innerHTML: "<b>text</b>" }),
        () => Object.assign(document.createElement("script"), { src: "https://elsewhere.test/script.js" }),
        () => Object.assign(document.createElement("script"), { text: "globalThis.ran = true" }),
      ];
      return tries.map((attempt) => {
        try {
          attempt();
          return "done";
        } catch (error) {
          return (error as Error).name;
        }
      });
    });
    assert.deepEqual(refused, ["TypeError", "TypeError", "TypeError", "TypeError"]);
    await page.context().close();
  });
});
