/// <reference lib="dom" />
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { TEXTS } from "../../web/texts.ts";
import { drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { expectDigit } from "./helpers/expect-digit.ts";
import { expectText } from "./helpers/expect-text.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";

const KEY = "s3cret-key";
/** Quotes of every kind, what shells act on, an emoji, letters of other alphabets, a change of direction. */
const HOSTILE_NAME = `it's "$(touch broken-in)" \`id\` \\ 😀 Ziffer ä\u202e.png`;

const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

/** Saves the snippet to a file and runs it, as a developer would. */
const PROGRAMS = [
  { language: "curl", file: "ask.sh", program: "sh", skip: !has("curl", "--version") && "needs curl" },
  {
    language: "python",
    file: "ask.py",
    program: "python3",
    skip: !has("python3", "-c", "import requests") && "needs Python with requests",
  },
  { language: "typescript", file: "ask.ts", program: process.execPath, skip: false },
] as const;

function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, API_KEY: KEY, NO_COLOR: "1", PYTHONUTF8: "1", LC_ALL: "C.UTF-8" };
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, timeout: 30_000 }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr, { cause: error })) : resolve(stdout),
    );
  });
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "snippets-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs all three; each must print this digit. */
async function runSnippets(t: TestContext, page: Page, folder: string, digit: number): Promise<void> {
  for (const { language, file, program, skip } of PROGRAMS) {
    await t.test(language, { skip }, async () => {
      await page.click(`#tab-${language}`);
      await page.click("#copy");
      await expectText(page, "#copy", TEXTS.copied);
      writeFileSync(join(folder, file), await page.evaluate(() => navigator.clipboard.readText()));
      const printed = await run(program, [file], folder);
      assert.match(printed, new RegExp(`['"]?digit['"]?: ?${digit}\\b`));
    });
  }
}

describe("the request as code does what the page did", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite();
  const locked = await openSite({ settings: { apiKeys: [KEY], publicDocs: true } });
  const permissions = ["clipboard-read", "clipboard-write"];

  test("for a drawing that was saved", async (t) => {
    const page = await site.visit({ permissions });
    await drawOnPad(page, STROKES[7]);
    await expectDigit(page, 7);
    const folder = makeFolder(t);
    const download = page.waitForEvent("download");
    await page.click("#save");
    const saved = await download;
    await saved.saveAs(join(folder, saved.suggestedFilename()));
    await runSnippets(t, page, folder, 7);
    await page.context().close();
  });

  test("for a file with a hostile name, and does nothing else", async (t) => {
    const page = await site.visit({ permissions });
    const folder = makeFolder(t);
    await drawOnPad(page, STROKES[4]);
    await expectDigit(page, 4);
    const download = page.waitForEvent("download");
    await page.click("#save");
    await (await download).saveAs(join(folder, HOSTILE_NAME));
    await page.setInputFiles("#files", join(folder, HOSTILE_NAME));
    await expectText(page, "#picture-name", "Ziffer");
    await expectDigit(page, 4);
    await runSnippets(t, page, folder, 4);
    assert.ok(!readdirSync(folder).includes("broken-in"));
    await page.context().close();
  });

  test("for a server that asks for a key, with the key in the environment", async (t) => {
    const page = await locked.visit({ permissions });
    await page.getByLabel(TEXTS.page.server).check();
    await drawOnPad(page, STROKES[1]);
    await page.getByLabel(TEXTS.page.key).fill(KEY);
    await page.keyboard.press("Enter");
    await expectDigit(page, 1);
    const folder = makeFolder(t);
    const download = page.waitForEvent("download");
    await page.click("#save");
    await (await download).saveAs(join(folder, TEXTS.drawing));
    await runSnippets(t, page, folder, 1);
    await page.context().close();
  });
});
