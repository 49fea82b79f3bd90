/**
 * Photographs the page in the states that it has, with the packaged model and pictures that the project draws itself.
 *
 *     npx node scripts/take-screenshots.ts            the four in docs/screenshots, which README shows
 *     npx node scripts/take-screenshots.ts FOLDER     every state on every device in every theme, to be looked at;
 *                                                     states that are named after it, and no others
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { loadSources } from "../src/training/data/sources/load-sources.ts";
import { createRandom } from "../src/training/random.ts";
import { createMixture } from "../src/training/scenes/mixture.ts";
import { encodePicture } from "../test/helpers/encode-picture.ts";
import { writeNumbers } from "../test/helpers/write-numbers.ts";
import { createSite, type Site } from "../test/web/helpers/create-site.ts";
import { beside, drawOnPad, STROKES } from "../test/web/helpers/draw-on-pad.ts";
import { TEXTS } from "../web/texts.ts";

const DOCS = join(import.meta.dirname, "..", "docs", "screenshots");
const KEY = "key";
const DEVICES = {
  desktop: { viewport: { width: 1280, height: 1210 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  // Turned, with the browser's own bars: what is left of the screen's height.
  turned: { viewport: { width: 740, height: 320 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};
type Device = keyof typeof DEVICES;

const THEMES = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "forced-light": { colorScheme: "light", forcedColors: "active" },
  "forced-dark": { colorScheme: "dark", forcedColors: "active" },
} as const;
type Theme = keyof typeof THEMES;

interface UploadFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

interface State {
  readonly name: string;
  readonly waitForEngine?: boolean;
  reach(page: Page, site: Site): Promise<unknown>;
}

const files = await drawFiles();
const broken: UploadFile = { name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") };

const STATES: readonly State[] = [
  { name: "loading", waitForEngine: false, reach: async () => undefined },
  {
    name: "slow-line",
    waitForEngine: false,
    async reach(page) {
      await page.context().route("**/*.wasm", () => {}); // never answered
      await page.reload();
      await drawOnPad(page, STROKES[4]);
      await page.locator("#ways-out button").waitFor();
    },
  },
  { name: "empty", reach: async () => undefined },
  { name: "keyboard", reach: (page) => page.locator("#pad").press("ArrowUp") },
  { name: "drawing", reach: (page) => draw(page, 4) },
  {
    name: "number",
    async reach(page) {
      await askForNumbers(page);
      await drawOnPad(page, [...beside(STROKES[4], 0.3), ...beside(STROKES[2], 0.7)]);
      await page.locator("#digit:not(.sign)", { hasText: "42" }).waitFor();
    },
  },
  {
    name: "table",
    async reach(page) {
      await askForNumbers(page);
      const rows = [
        ["142", "37", "58"],
        ["0905", "69"],
        ["736", "84", "40"],
      ];
      await addFiles(page, [{ name: "table.png", mimeType: "image/png", buffer: await writeNumbers(rows) }]);
    },
  },
  {
    name: "files",
    async reach(page) {
      await addFiles(page, [...files, broken]);
      await choose(page, ".badge.accept", 2);
    },
  },
  {
    name: "no-digit",
    async reach(page) {
      await addFiles(page, files);
      await choose(page, ".badge.reject", 0);
    },
  },
  {
    name: "warning",
    async reach(page) {
      for (const file of files) {
        await addFiles(page, [file]);
        if ((await page.locator("#notes p").count()) > 0) break;
        await page.click("#remove-all");
      }
    },
  },
  { name: "broken-file", reach: (page) => addFiles(page, [broken]) },
  {
    name: "camera",
    async reach(page) {
      await page.click("#camera");
      await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
    },
  },
  {
    name: "python",
    async reach(page) {
      await draw(page, 7);
      await page.click("#tab-python");
    },
  },
  {
    name: "key-wanted",
    async reach(page) {
      await page.getByLabel(TEXTS.page.server).check();
      await drawOnPad(page, STROKES[7]);
      await page.locator("#key-form").waitFor();
    },
  },
  {
    name: "server-gone",
    async reach(page, site) {
      await page.getByLabel(TEXTS.page.server).check();
      await site.stopServer();
      await drawOnPad(page, STROKES[7]);
      await page.locator("#ways-out button").first().waitFor();
      await site.startServer();
    },
  },
];

/** Those that README shows: a whole window, or what a phone shows at once. */
const SHOWN: readonly (readonly [state: string, device: Device, theme: Theme, from?: string])[] = [
  ["drawing", "desktop", "light"],
  ["files", "desktop", "dark"],
  ["drawing", "phone", "light"],
  ["files", "phone", "dark", ".seen"],
];

const [folder, ...wanted] = process.argv.slice(2);
const site = await createSite({ settings: { apiKeys: [KEY], publicDocs: true }, patienceMs: 180_000 });
mkdirSync(folder ?? DOCS, { recursive: true });
if (folder === undefined)
  for (const [name, device, theme, from] of SHOWN) await photograph(name, device, theme, DOCS, from);
else {
  for (const { name } of STATES.filter((state) => wanted.length === 0 || wanted.includes(state.name)))
    for (const device of Object.keys(DEVICES) as Device[])
      for (const theme of Object.keys(THEMES) as Theme[]) await photograph(name, device, theme, folder);
}
await site.close();

/** @param from selector of what shall be at the top of the window; without it, and not for docs, the page is shown whole */
async function photograph(name: string, device: Device, theme: Theme, into: string, from?: string): Promise<void> {
  const { reach, waitForEngine } = STATES.find((state) => state.name === name)!;
  const page = await site.visit({
    ...DEVICES[device],
    ...THEMES[theme],
    permissions: ["camera"],
    waitForEngine: waitForEngine ?? true,
  });
  await reach(page, site);
  await page.waitForFunction(isExplained);
  if (from !== undefined) await page.locator(from).evaluate((element) => element.scrollIntoView());
  const path = join(into, `${device}-${theme}-${name}.png`);
  await page.screenshot({ path, fullPage: into !== DOCS && name !== "camera" });
  console.log(path);
  await page.context().close();
}

/** Runs in the page: whether the heat map has its colours, where there is an answer to explain. */
function isExplained(): boolean {
  if (document.querySelector<HTMLElement>("#heat")!.hidden) return true;
  if (document.querySelector("#seen-box")?.textContent.trim() === "") return true;
  const { data } = document
    .querySelector<HTMLCanvasElement>("#seen-heat")!
    .getContext("2d")!
    .getImageData(0, 0, 28, 28);
  return data.some((tone, at) => at % 4 === 0 && tone !== data[at + 2]);
}

async function askForNumbers(page: Page): Promise<void> {
  await page.getByLabel(TEXTS.page.number, { exact: true }).check();
}

async function draw(page: Page, digit: keyof typeof STROKES): Promise<void> {
  await drawOnPad(page, STROKES[digit]);
  await page.locator("#digit:not(.sign)").waitFor();
}

async function addFiles(page: Page, added: UploadFile[]): Promise<void> {
  await page.setInputFiles("#files", added);
  await page.waitForFunction(
    (count) => document.querySelectorAll(".badge:not(.waiting)").length === count,
    added.length,
  );
}

async function choose(page: Page, badge: string, index: number): Promise<void> {
  await page
    .locator(".thumbnails button", { has: page.locator(badge) })
    .nth(index)
    .click();
}

/** Photos, scans and drawings as training sees them, those that are large enough to look at. */
async function drawFiles(): Promise<UploadFile[]> {
  const drawScene = createMixture(loadSources(undefined, "validation"));
  const found: UploadFile[] = [];
  for (let index = 0; found.length < 23; index++) {
    const { name, picture } = drawScene(createRandom(12, index));
    if (Math.min(picture.width, picture.height) < 90) continue;
    const buffer = Buffer.from(await encodePicture(picture, "JPEG", { output: { quality: 90 } }));
    found.push({ name: `${name.split("/")[1]}-${found.length + 1}.jpg`, mimeType: "image/jpeg", buffer });
  }
  return found;
}
