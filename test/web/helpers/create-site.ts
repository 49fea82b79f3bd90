import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Reader } from "../../../src/reader/create-reader.ts";
import { openService, type Service } from "../../../src/reader/open-service.ts";
import { createApp } from "../../../src/server/app.ts";
import type { App } from "../../../src/server/app-type.ts";
import type { Settings } from "../../../src/server/settings.ts";
import { openReadingStore } from "../../../src/server/store/open-reading-store.ts";
import { createSettings } from "../../helpers/listen.ts";
import { buildPage } from "./build-page.ts";
import { chromiumPath } from "./find-chromium.ts";

/** The real server with the packaged model, and a browser to visit it with. */
export interface Site {
  readonly reader: Reader;
  /** Address of the server, with its last slash. */
  readonly address: string;
  /** What the browser complained of, and requests that left the server: nothing, in a good visit. */
  readonly complaints: readonly string[];
  /** A new visitor at the page, once the engine is ready. */
  visit(options?: VisitOptions): Promise<Page>;
  /** The server goes away, and later comes back at the same address. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly settings?: Partial<Settings>;
  /** Path of an .mjpeg file that the browser takes for a camera; without it, Chromium's own moving picture. */
  readonly cameraFile?: string;
  /** What is answered when a page asks for the camera. */
  readonly camera?: "allowed" | "refused";
  /** How long anything may take; plenty by default, for machines that do much else. */
  readonly patienceMs?: number;
}

export interface VisitOptions extends BrowserContextOptions {
  readonly waitForEngine?: boolean;
  /** Below `ui/`; without it, the page that reads. */
  readonly path?: string;
  /** Comes to the server under this name, and so over plain http from elsewhere. */
  readonly host?: string;
  /** Runs in the page before its own scripts. */
  readonly before?: () => void;
}

/** For visitors who come from elsewhere: every name of this kind is this machine. */
const ELSEWHERE = "*.test";
const BROWSER_ARGUMENTS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`,
  "--use-fake-device-for-media-stream",
];

/** Builds the page if need be, serves it, and starts a browser; the caller closes all of it. */
export async function createSite({
  settings: options = {},
  cameraFile,
  camera = "allowed",
  patienceMs = 120_000,
}: SiteOptions = {}): Promise<Site> {
  await buildPage();
  const settings = createSettings(options);
  const service: Service = await openService(settings);
  const store = settings.readings === "" ? undefined : await openReadingStore(settings);
  let app: App | undefined;
  let port = 0;
  const startServer = async () => {
    app = createApp(service, settings, { store });
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
  const cameraArguments = [
    `--use-fake-ui-for-media-stream${camera === "refused" ? "=deny" : ""}`,
    ...(cameraFile === undefined ? [] : [`--use-file-for-fake-video-capture=${cameraFile}`]),
  ];
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...BROWSER_ARGUMENTS, ...cameraArguments],
  });
  const complaints: string[] = [];

  return {
    reader: service.reader,
    address,
    complaints,
    stopServer,
    startServer,
    async visit({ path = "", waitForEngine = path === "", host = "127.0.0.1", before, ...options } = {}) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(patienceMs);
      const home = `http://${host}:${port}/`;
      watch(context, home, complaints);
      const page = await context.newPage();
      if (before) await page.addInitScript(before);
      await page.goto(`${home}ui/${path}`);
      if (waitForEngine) await page.locator("#engine.done").waitFor({ state: "attached" });
      return page;
    },
    async close() {
      await browser.close();
      await stopServer();
      await Promise.all([service.close(), store?.close()]);
    },
  };
}

function watch(context: BrowserContext, home: string, complaints: string[]): void {
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && origin !== new URL(home).origin)
      complaints.push(`request to ${request.url()}`);
  });
  context.on("console", (message) => {
    // A refused or failed request is the server's business, and shown on the page.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
}
