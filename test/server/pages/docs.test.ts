import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { openService, type Service } from "../../../src/reader/open-service.ts";
import { createApp } from "../../../src/server/app.ts";
import type { App } from "../../../src/server/app-type.ts";
import { createSettings } from "../../helpers/listen.ts";
import { chromiumPath, noChromium } from "../../web/helpers/find-chromium.ts";

const ROOT = join(import.meta.dirname, "../../..");
const imageOf = (name: string) => join(ROOT, "test_images", `${name}.png`);

describe("“Try it out” in /docs works as it comes", { skip: noChromium }, () => {
  let service: Service;
  let app: App;
  let browser: Browser;
  let page: Page;

  before(async () => {
    const settings = createSettings({ imageRoot: ROOT });
    service = await openService(settings);
    app = createApp(service, settings);
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-quic"] });
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${url}/docs`, { waitUntil: "commit" });
  });
  after(async () => {
    await browser.close();
    app.server.closeAllConnections();
    await app.close();
    await service.close();
  });

  async function open(operation: string): Promise<Locator> {
    const block = page.locator(`.opblock[id$="-${operation}"]`);
    await block.locator(".opblock-summary-control").click();
    await block.getByRole("button", { name: "Execute" }).waitFor();
    return block;
  }

  /** Sends what stands there. @returns the status and the body of the answer */
  async function execute(block: Locator): Promise<{ readonly status: number; readonly body: string }> {
    const clear = block.getByRole("button", { name: "Clear" }); // what was answered before
    if (await clear.isVisible()) await clear.click();
    await block.getByRole("button", { name: "Execute" }).click();
    const answer = block.locator(".live-responses-table .response");
    const status = Number(await answer.locator(".response-col_status").textContent());
    const body = (await answer.locator(".response-col_description .highlight-code").first().textContent()) ?? "";
    return { status, body };
  }

  for (const [operation, found] of [
    ["read_root", /"Hello":\s*"World"/],
    ["say_hello", /"Hello":\s*"World"/],
    ["predict", /"prediction":\s*7/],
    ["read_model", /"preprocessing_version"/],
    ["livez", /"ok"/],
    ["healthz", /"ok"/],
    ["readyz", /"ok"/],
    ["metrics", /number_predictor_http_requests_total/],
  ] as const) {
    test(operation, async () => {
      const { status, body } = await execute(await open(operation));
      assert.deepEqual([status, found.test(body)], [200, true], body);
    });
  }

  test("change_model says why it is closed", async () => {
    const { status, body } = await execute(await open("change_model"));
    assert.equal(status, 403);
    assert.match(body, /--admin-key/);
  });

  test("predict_file", async () => {
    const block = await open("predict_file");
    await block.locator("input[type=file]").setInputFiles(imageOf("8"));
    const { status, body } = await execute(block);
    assert.equal(status, 200, body);
    assert.match(body, /"prediction":\s*8/);
  });

  for (const [operation, pattern] of [
    ["read_digits", /"digit":\s*([35])\b/g],
    ["read_numbers", /"text":\s*"([35])"/g],
  ] as const) {
    test(`${operation}, with two files`, async () => {
      const block = await open(operation);
      for (const [index, name] of ["3", "5"].entries()) {
        if ((await block.locator("input[type=file]").count()) <= index)
          await block
            .getByRole("button", { name: /^Add .*item$/ })
            .first()
            .click();
        await block.locator("input[type=file]").nth(index).setInputFiles(imageOf(name));
      }
      const { status, body } = await execute(block);
      assert.equal(status, 200, body);
      assert.deepEqual(
        [...body.matchAll(pattern)].map(([, read]) => read),
        ["3", "5"],
        body,
      );
      assert.match(body, /"name":\s*"3\.png"/);
    });

    test(`${operation}, with a file as the body`, async () => {
      const block = page.locator(`.opblock[id$="-${operation}"]`);
      await block.locator(".opblock-section-request-body select").first().selectOption("application/octet-stream");
      await block.locator(".opblock-section-request-body input[type=file]").setInputFiles(imageOf("3"));
      const { status, body } = await execute(block);
      assert.equal(status, 200, body);
      assert.deepEqual(
        [...body.matchAll(pattern)].map(([, read]) => read),
        ["3"],
        body,
      );
    });
  }

  test("nothing on the page is Fastify's", async () => {
    assert.equal(await page.locator(".topbar").count(), 0);
    assert.doesNotMatch(await page.content(), /fastify/i);
  });
});
