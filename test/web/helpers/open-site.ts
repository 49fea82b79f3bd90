import { after } from "node:test";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { createApp } from "../../../src/http/app.ts";
import type { App } from "../../../src/http/app-type.ts";
import type { Recognizer } from "../../../src/recognizer.ts";
import { openService, type Service } from "../../../src/service.ts";
import { createSettings } from "../../helpers/listen.ts";
import { buildPage } from "./build-page.ts";
import { chromiumPath } from "./find-chromium.ts";

/** The real server with the packaged model, and a browser to visit it with. */
export interface Site {
  readonly recognizer: Recognizer;
  /** Address of the server, with its last slash. */
  readonly address: string;
  /** What the browser complained of, and requests that left the server: nothing, in a good visit. */
  readonly complaints: readonly string[];
  /** A new visitor at the page, once the engine is ready. */
  visit(options?: BrowserContextOptions & { readonly waitForEngine?: boolean }): Promise<Page>;
  /** The server goes away, and later comes back at the same address. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
}

const BROWSER_ARGUMENTS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

/** Opens a site until the tests of the file have ended. */
export async function openSite(): Promise<Site> {
  await buildPage();
  const settings = createSettings();
  const service: Service = await openService(settings);
  let app: App | undefined;
  let port = 0;
  const startServer = async () => {
    app = createApp(service, settings);
    await app.listen({ host: "127.0.0.1", port });
    const address = app.server.address();
    if (typeof address === "object" && address !== null) port = address.port;
  };
  const stopServer = async () => {
    app?.server.closeAllConnections();
    await app?.close();
    app = undefined;
  };
  await startServer();
  const address = `http://127.0.0.1:${port}/`;
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath, args: BROWSER_ARGUMENTS });
  const complaints: string[] = [];
  after(async () => {
    await browser.close();
    await stopServer();
    await service.close();
  });

  return {
    recognizer: service.recognizer,
    address,
    complaints,
    stopServer,
    startServer,
    async visit({ waitForEngine = true, ...options } = {}) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(10_000);
      watch(context, address, complaints);
      const page = await context.newPage();
      await page.goto(`${address}ui/index.html`);
      if (waitForEngine) await page.locator("#engine.done").waitFor({ state: "attached" });
      return page;
    },
  };
}

function watch(context: BrowserContext, address: string, complaints: string[]): void {
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^https?:$/.test(protocol) && origin !== new URL(address).origin)
      complaints.push(`request to ${request.url()}`);
  });
  context.on("console", (message) => {
    // A refused or failed request is the server's business, and shown on the page.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
}
