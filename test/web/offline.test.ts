import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, test } from "node:test";
import { TEXTS } from "../../web/texts.ts";
import { beside, drawOnPad, STROKES } from "./helpers/draw-on-pad.ts";
import { noChromium } from "./helpers/find-chromium.ts";
import { openSite } from "./helpers/open-site.ts";

describe("the page without its server", { skip: noChromium }, async () => {
  if (noChromium) return;
  const site = await openSite();

  test("opens and reads digits and numbers after one visit", async () => {
    const page = await site.visit();
    await page.locator("#privacy", { hasText: TEXTS.engine.offline }).waitFor();
    await site.stopServer();
    await page.reload();
    await drawOnPad(page, STROKES[7]);
    await page.locator("#digit:not(.sign)", { hasText: "7" }).waitFor();
    await page.click("#clear");
    await page.getByLabel(TEXTS.page.number, { exact: true }).check();
    await drawOnPad(page, [...beside(STROKES[4], 0.3), ...beside(STROKES[2], 0.7)]);
    await page.locator("#digit:not(.sign)", { hasText: "42" }).waitFor();
    await page.context().close();
    await site.startServer();
  });

  test("keeps the page as the page, whatever else of it has been opened", async () => {
    const page = await site.visit();
    await page.locator("#privacy", { hasText: TEXTS.engine.offline }).waitFor();
    const script = await page.locator("script[src]").getAttribute("src");
    for (const path of ["?from=a-link", "app.webmanifest", "model/digits.json", script!, "icon.svg"]) {
      const response = await page.goto(new URL(path, `${site.address}ui/`).href);
      assert.equal(response?.status(), 200, path);
      const text = (await response?.text()) ?? "";
      assert.equal(/<canvas/.test(text), path === "?from=a-link", `${path}: ${text.slice(0, 80)}`);
    }
    await site.stopServer();
    for (const path of ["", "?from=a-link", "index.html"]) {
      await page.goto(`${site.address}ui/${path}`);
      await drawOnPad(page, STROKES[7]);
      await page.locator("#digit:not(.sign)", { hasText: "7" }).waitFor();
    }
    await page.context().close();
    await site.startServer();
  });

  test("never keeps for the page what another program answers in the server's place", async () => {
    const page = await site.visit();
    await page.locator("#privacy", { hasText: TEXTS.engine.offline }).waitFor();
    await site.stopServer();
    const { port } = new URL(site.address);
    const stranger = createServer((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<h1>Sign in to this network</h1>"),
    ).listen(Number(port), "127.0.0.1");
    await page.reload();
    await page.locator("h1", { hasText: "Sign in" }).waitFor(); // one must be able to sign in
    stranger.closeAllConnections();
    await new Promise((resolve) => stranger.close(resolve));
    await page.reload();
    await drawOnPad(page, STROKES[7]);
    await page.locator("#digit:not(.sign)", { hasText: "7" }).waitFor();
    await page.context().close();
    await site.startServer();
  });

  test("says so when the server goes in the middle, and offers to read on the device", async () => {
    const page = await site.visit();
    await page.getByLabel(TEXTS.page.server).check();
    await drawOnPad(page, STROKES[4]);
    await page.locator("#digit:not(.sign)", { hasText: "4" }).waitFor();
    await site.stopServer();
    await page.click("#clear");
    await drawOnPad(page, STROKES[1]);
    await page.locator("#confidence", { hasText: TEXTS.problems.server_gone }).waitFor();
    await page.click("#ways-out button:first-child");
    await page.locator("#digit:not(.sign)", { hasText: "1" }).waitFor();
    assert.equal(await page.locator("input[value=device]").isChecked(), true);
    await page.context().close();
    await site.startServer();
  });

  test("opens at once from what is kept where the server answers with errors only, or not at all", async () => {
    const page = await site.visit();
    await page.locator("#privacy", { hasText: TEXTS.engine.offline }).waitFor();
    await site.stopServer();
    const { port } = new URL(site.address);
    for (const answer of [
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(502).end("Bad Gateway"),
      () => undefined, // hangs
    ]) {
      const broken = createServer(answer).listen(Number(port), "127.0.0.1");
      await page.reload();
      await drawOnPad(page, STROKES[7]);
      await page.locator("#digit:not(.sign)", { hasText: "7" }).waitFor();
      broken.closeAllConnections();
      await new Promise((resolve) => broken.close(resolve));
    }
    await page.context().close();
    await site.startServer();
  });

  test("tries again when asked to, once the server is back", async () => {
    const page = await site.visit();
    await page.getByLabel(TEXTS.page.server).check();
    await site.stopServer();
    await drawOnPad(page, STROKES[4]);
    await page.locator("#confidence", { hasText: TEXTS.problems.server_gone }).waitFor();
    await site.startServer();
    await page.click(`#ways-out :text("${TEXTS.tryAgain}")`);
    await page.locator("#digit:not(.sign)", { hasText: "4" }).waitFor();
    assert.equal(await page.locator("input[value=server]").isChecked(), true);
    await page.context().close();
  });

  test("says so when the engine cannot be loaded, and offers to read on the server", async () => {
    const page = await site.visit({ waitForEngine: false, serviceWorkers: "block" });
    await page.context().route("**/*.wasm", (route) => route.abort());
    await page.reload();
    await drawOnPad(page, STROKES[4]);
    await page.locator("#confidence", { hasText: TEXTS.problems.engine_failed }).waitFor();
    await page.click("#ways-out button:first-child");
    await page.locator("#digit:not(.sign)", { hasText: "4" }).waitFor();
    await page.context().close();
  });
});
