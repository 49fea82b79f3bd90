/// <reference lib="dom" />
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { REVIEW_TEXTS } from "../../web/review/texts.ts";
import { TEXTS } from "../../web/texts.ts";
import { writeNumbers } from "../helpers/write-numbers.ts";
import { createSite, type Site } from "./helpers/create-site.ts";
import { drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { expectDigit } from "./helpers/expect-digit.ts";
import { expectText } from "./helpers/expect-text.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { settledText } from "./helpers/settled-text.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const NUMBERS = ["142", "37", "905", "4711", "23", "86", "510", "777"];
/** For machines that do much else. */
const PATIENCE_MS = 60_000;
const { page: texts, problems } = REVIEW_TEXTS;

interface Stored {
  readonly id: string;
  readonly status: string;
  readonly text: string | null;
  readonly corrected_from: string | null;
  readonly reviewed_by: string | null;
  readonly name: string | null;
}

describe("the page for reviewers", { skip: noChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  const apiKeyFile = join(folder, "keys");
  writeFileSync(
    apiKeyFile,
    "ada:reviewer:key-of-ada\nbob:reviewer:key-of-bob\nscanner:reader:key-of-scanner\nroot:admin:key-of-root\n",
  );
  // By lot, every accepted reading is shown to a person.
  let site: Site;
  before(async () => {
    const settings = { readings: join(folder, "readings.db"), audit: 1, apiKeyFile, publicDocs: true };
    site = await createSite({ settings, patienceMs: PATIENCE_MS });
  });
  after(async () => {
    await site.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async (path: string, init: RequestInit & { key: string }) =>
    await fetch(site.address + path, { ...init, headers: { "x-api-key": init.key, ...init.headers } });
  const list = async (query = ""): Promise<Stored[]> =>
    (await (await ask(`v1/readings?limit=500${query}`, { key: "key-of-root" })).json()).items;

  /** Has pictures read and stored, one number on each. */
  async function scan(batch: string, numbers: readonly string[]): Promise<void> {
    for (const number of numbers) {
      const form = new FormData();
      const image = new Blob([new Uint8Array(await writeNumbers([[number]]))], { type: "image/png" });
      form.append("image", image, `${number}.png`);
      form.append("batch", batch);
      const answer = await ask("v1/readings", { method: "POST", body: form, key: "key-of-scanner" });
      assert.equal(answer.status, 201, await answer.text());
    }
  }

  async function enterKey(page: Page, key: string): Promise<void> {
    await page.getByLabel(texts.key).fill(key);
    await page.keyboard.press("Enter");
    await page.locator("#key-form").waitFor({ state: "hidden" });
  }

  async function deleteAll(): Promise<void> {
    for (const { id } of await list()) await ask(`v1/readings/${id}`, { method: "DELETE", key: "key-of-root" });
  }

  beforeEach(deleteAll);

  const current = async (page: Page) => await page.locator("#text").inputValue();
  const waitForItem = async (page: Page, name: string) => await expectText(page, "#origin", name);

  test("two reviewers at once work through a stack with the keyboard alone, and none gets what the other has", async () => {
    await scan("stack", NUMBERS);
    const answered: Record<string, string[]> = { ada: [], bob: [] };
    const work = async (name: string) => {
      const page = await site.visit({ path: "review/" });
      const statuses: number[] = [];
      page.on("response", (response) => {
        if (response.request().method() === "PUT") statuses.push(response.status());
      });
      await enterKey(page, `key-of-${name}`);
      for (;;) {
        await page.locator("#item:not([hidden]), #again:not([hidden])").first().waitFor();
        if (!(await page.locator("#item").isVisible())) break;
        await page.locator("#crop:not([hidden])").waitFor();
        answered[name].push((await page.locator("#origin").textContent())!);
        const stored = page.waitForResponse((response) => response.request().method() === "PUT");
        await page.keyboard.press("Enter");
        await stored;
      }
      await expectText(page, "#empty", REVIEW_TEXTS.empty);
      assert.deepEqual(new Set(statuses), new Set([200]));
      await page.context().close();
    };
    await Promise.all([work("ada"), work("bob")]);
    assert.ok(answered.ada.length > 0 && answered.bob.length > 0, JSON.stringify(answered));
    assert.deepEqual(
      [...answered.ada, ...answered.bob].sort(),
      NUMBERS.map((number) => `${number}.png · stack`).sort(),
    );
    const readings = await list("&batch=stack");
    assert.ok(
      readings.every(({ status }) => status === "confirmed"),
      JSON.stringify(readings),
    );
    for (const { name, reviewed_by: by } of readings) assert.ok(answered[by!].includes(`${name} · stack`));
  });

  test("typing corrects, N says that there is no number, S skips, U goes back; each is stored at once", async () => {
    await scan("keys", ["142", "37", "905"]);
    const page = await site.visit({ path: "review/" });
    await enterKey(page, "key-of-ada");
    await waitForItem(page, "142.png");
    await page.keyboard.type("1 420");
    await page.keyboard.press("Enter");
    await waitForItem(page, "37.png");
    await page.keyboard.press("n");
    await waitForItem(page, "905.png");
    await expectText(page, "#progress", /^2 done · 1 to go/);
    await page.keyboard.press("u");
    await waitForItem(page, "37.png");
    await page.keyboard.press("u");
    await waitForItem(page, "142.png");
    assert.equal(await current(page), "1 420");
    await page.keyboard.type("1421");
    await page.keyboard.press("Enter");
    await waitForItem(page, "37.png");
    await page.keyboard.press("s");
    await waitForItem(page, "905.png");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    await expectText(page, "#message", problems.type);
    await page.keyboard.type("9;5");
    await page.keyboard.press("Enter");
    await expectText(page, "#message", problems.characters);
    await page.keyboard.press("w");
    assert.equal(await page.getByRole("button", { name: texts.whole }).getAttribute("aria-pressed"), "true");
    await page.locator("#text").fill("905");
    await page.keyboard.press("Enter");
    await expectText(page, "#empty", REVIEW_TEXTS.empty);
    const found = Object.fromEntries((await list("&batch=keys")).map((reading) => [reading.name, reading]));
    assert.deepEqual([found["142.png"].status, found["142.png"].text], ["corrected", "1421"]);
    assert.deepEqual([found["37.png"].status, found["37.png"].text], ["corrected", null]);
    assert.deepEqual([found["905.png"].status, found["905.png"].reviewed_by], ["confirmed", "ada"]);
    await page.context().close();
  });

  test("an answer that could not be stored comes again, and one that somebody else has given is said", async () => {
    await scan("faults", ["142", "37"]);
    const page = await site.visit({ path: "review/" });
    await enterKey(page, "key-of-ada");
    await waitForItem(page, "142.png");
    await page.route("**/v1/readings/*", (route) => route.abort());
    await page.keyboard.type("143");
    await page.keyboard.press("Enter");
    await expectText(page, "#message", problems.notSaved("143"));
    await page.unroute("**/v1/readings/*");
    const [other] = (await list("&batch=faults")).filter(({ name }) => name === "37.png");
    await ask(`v1/readings/${other.id}`, {
      ...{ method: "PUT", body: JSON.stringify({ text: "38" }), key: "key-of-bob" },
      headers: { "content-type": "application/json" },
    });
    await waitForItem(page, "37.png");
    await page.keyboard.press("Enter");
    await expectText(page, "#message", problems.changed);
    await waitForItem(page, "142.png");
    await page.keyboard.type("143");
    await page.keyboard.press("Enter");
    await expectText(page, "#empty", REVIEW_TEXTS.empty);
    const found = Object.fromEntries((await list("&batch=faults")).map(({ name, text }) => [name, text]));
    assert.deepEqual(found, { "142.png": "143", "37.png": "38" });
    await page.context().close();
  });

  test("the table has filters, a CSV to download, and readings to correct and to delete", async () => {
    await scan("table", ["142", "37"]);
    await scan("other", ["905"]);
    const page = await site.visit({ path: "review/", acceptDownloads: true });
    await enterKey(page, "key-of-root");
    const rows = page.locator("#rows tr");
    await expectText(page, "#found", /^3 readings/);
    await page.locator("#filters [name=batch]").fill("table");
    await page.getByRole("button", { name: texts.show, exact: true }).click();
    await expectText(page, "#found", /^2 readings/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: texts.download }).click(),
    ]);
    const csv = readFileSync(await download.path(), "utf8")
      .trimEnd()
      .split("\r\n");
    assert.equal(csv.length, 3);
    assert.match(csv[0], /^id,created_at,/);

    await rows.filter({ hasText: "142.png" }).getByRole("button", { name: REVIEW_TEXTS.edit }).click();
    await waitForItem(page, "142.png");
    await page.keyboard.type("148");
    await page.keyboard.press("Enter");
    await page.locator("#filters [name=status]").selectOption("corrected");
    await page.getByRole("button", { name: texts.show, exact: true }).click();
    await expectText(page, "#rows tr:only-child", /148/);

    await page.locator("#filters [name=status]").selectOption("");
    await page.getByRole("button", { name: texts.show, exact: true }).click();
    await expectText(page, "#found", /^2 readings/);
    const remove = rows.filter({ hasText: "37.png" }).getByRole("button").last();
    await remove.click();
    assert.equal((await list("&batch=table")).length, 2, "the first click only asks");
    await remove.click();
    await expectText(page, "#found", REVIEW_TEXTS.deleted);
    assert.deepEqual(
      (await list("&batch=table")).map(({ name }) => name),
      ["142.png"],
    );
    await page.context().close();
  });

  test("asks for a key, which nothing keeps, and says what a reader's key may not do", async () => {
    const page = await site.visit({ path: "review/" });
    const addresses: string[] = [];
    page.context().on("request", (request) => addresses.push(request.url()));
    await expectText(page, "#message", problems.keyWanted);
    await page.getByLabel(texts.key).fill("not-it");
    await page.keyboard.press("Enter");
    await expectText(page, "#message", problems.keyWrong);
    await enterKey(page, "key-of-scanner");
    await expectText(page, "#message", /reader's.*reviewer's key/);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
    assert.equal(kept, "{}");
    assert.ok(!addresses.some((address) => address.includes("key-of")));
    await page.context().close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [screen, viewport] of Object.entries({
      desktop: { width: 1280, height: 800 },
      phone: { width: 360, height: 640 },
    })) {
      test(`on a ${screen}, ${colorScheme}: nothing to complain of by axe, nothing wider than the screen, all that is needed in view`, async () => {
        await scan("looks", ["142", "37"]);
        const page = await site.visit({
          path: "review/",
          colorScheme,
          viewport,
          bypassCSP: true,
          hasTouch: screen === "phone",
        });
        const check = async () => {
          await page.evaluate(AXE);
          const { violations } = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`)) as {
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          };
          assert.deepEqual(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
            [],
          );
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(width <= viewport.width, `${width} pixels wide`);
        };
        await expectText(page, "#message", problems.keyWanted);
        await check();
        await enterKey(page, "key-of-root");
        await page.locator("#crop:not([hidden])").waitFor();
        await page.locator("#rows tr").first().waitFor();
        await check();
        for (const id of ["#crop", "#text", "#no-number", "#skip", "#undo"]) {
          const box = (await page.locator(id).boundingBox())!;
          assert.ok(box.y >= 0 && box.y + box.height <= viewport.height, `${id} ${JSON.stringify(box)}`);
        }
        if (process.env.SCREENSHOTS) {
          await page.screenshot({
            path: join(process.env.SCREENSHOTS, `review-${screen}-${colorScheme}.png`),
            fullPage: true,
          });
        }
        await page.locator("#no-number").click();
        await waitForItem(page, "37.png");
        await page.locator("#text").press("Enter");
        await expectText(page, "#empty", REVIEW_TEXTS.empty);
        await check();
        await page.context().close();
      });
    }
  }

  test("gives no cause for complaint", () => assert.deepEqual(site.complaints, []));
});

describe("the page, where readings are kept", { skip: noChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  const settings = { readings: join(folder, "readings.db"), apiKeys: ["one-key"], publicDocs: true };
  let site: Site;
  before(async () => {
    site = await createSite({ settings, patienceMs: PATIENCE_MS });
  });
  after(async () => {
    await site.close();
    rmSync(folder, { recursive: true });
  });
  const list = async (): Promise<Stored[]> =>
    (await (await fetch(`${site.address}v1/readings`, { headers: { "x-api-key": "one-key" } })).json()).items;

  test("stores in one tap what a digit really is, asks for a key first, and changes it with another tap", async () => {
    const page = await site.visit();
    await page.getByRole("link", { name: TEXTS.page.review }).waitFor();
    const is4 = page.getByRole("button", { name: TEXTS.correctLabel(4), exact: true });
    assert.equal(await is4.isEnabled(), false, "nothing is drawn yet");
    await drawOnPad(page, STROKES[7]);
    await expectDigit(page, 7);
    await settledText(page, "#confidence");
    await is4.click();
    await expectText(page, "#corrected", TEXTS.problems.key_wanted);
    assert.deepEqual(await list(), []);
    await page.getByLabel(TEXTS.page.key).fill("one-key");
    await page.keyboard.press("Enter");
    await page.locator("#key-form").waitFor({ state: "hidden" });
    await settledText(page, "#confidence");
    await is4.click();
    await expectText(page, "#corrected", TEXTS.corrected(4));
    assert.deepEqual(
      (await list()).map(({ status, text, corrected_from: from, name }) => ({ status, text, from, name })),
      [{ status: "corrected", text: "4", from: "7", name: TEXTS.drawing }],
    );
    await page.getByRole("button", { name: TEXTS.correctLabel(null), exact: true }).click();
    await expectText(page, "#corrected", TEXTS.corrected(null));
    assert.deepEqual(
      (await list()).map(({ text }) => text),
      [null],
    );

    await page.getByRole("button", { name: TEXTS.page.clear }).click();
    await drawOnPad(page, STROKES[1]);
    await expectDigit(page, 1);
    await settledText(page, "#confidence");
    await expectText(page, "#corrected", TEXTS.page.correctHelp);
    await page.getByRole("button", { name: TEXTS.correctLabel(7), exact: true }).click();
    await expectText(page, "#corrected", TEXTS.corrected(7));
    assert.deepEqual(
      (await list()).map(({ text }) => text),
      ["7", null],
    );
    if (process.env.SCREENSHOTS) {
      await page.screenshot({ path: join(process.env.SCREENSHOTS, "correct.png"), fullPage: true });
    }
    await page.context().close();
  });

  for (const [screen, viewport] of [
    ["desktop", { width: 1280, height: 800 }],
    ["phone", { width: 360, height: 740 }],
  ] as const) {
    test(`offers it to everybody on a ${screen}: nothing to complain of by axe, nothing wider than the screen`, async () => {
      const page = await site.visit({ viewport, bypassCSP: true, serviceWorkers: "block", reducedMotion: "reduce" });
      await drawOnPad(page, STROKES[7]);
      await expectDigit(page, 7);
      await page.locator("#correct").waitFor();
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`)) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
        [],
      );
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `${width} pixels wide`);
      if (process.env.SCREENSHOTS) {
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `correct-${screen}.png`), fullPage: true });
      }
      await page.context().close();
    });
  }

  test("gives no cause for complaint", () => assert.deepEqual(site.complaints, []));
});

describe("where no readings are kept", { skip: noChromium }, () => {
  let site: Site;
  before(async () => {
    site = await createSite({ patienceMs: PATIENCE_MS });
  });
  after(() => site.close());

  test("the page for reviewers says so, and how to change it; the other page offers nothing of it", async () => {
    const page = await site.visit({ path: "review/" });
    await expectText(page, "#message", problems.off);
    await page.goto(`${site.address}ui/`);
    await page.locator("#engine.done").waitFor({ state: "attached" });
    await drawOnPad(page, STROKES[7]);
    await expectDigit(page, 7);
    assert.equal(await page.getByRole("link", { name: TEXTS.page.review }).isVisible(), false);
    assert.equal(await page.locator("#correct").isVisible(), false);
    await page.context().close();
  });

  test("gives no cause for complaint", () => assert.deepEqual(site.complaints, []));
});
