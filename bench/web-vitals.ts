/// <reference lib="dom" />
/**
 * How quickly the page is there on a phone: Chromium with a slowed processor (4×) and network (1.6 Mbit/s, 150 ms), a first visit;
 * and whether anything moves from loading over drawing to the answer. Lighthouse's mobile profile has the same figures.
 *
 *     npx node bench/web-vitals.ts [ADDRESS OF THE PAGE]     without an address, it serves the page itself
 */

import { availableParallelism, loadavg } from "node:os";
import { type CDPSession, chromium, type Page } from "playwright-core";
import { createSite } from "../test/web/helpers/create-site.ts";
import { chromiumPath } from "../test/web/helpers/find-chromium.ts";

const RUNS = 5;
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const SLOW_NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };
const SLOW_PROCESSOR = { rate: 4 };
const PATIENCE_MS = 120_000;

interface Visit {
  readonly firstPaintMs: number;
  readonly largestPaintMs: number;
  /** When the sheet takes strokes. */
  readonly drawableMs: number;
  /** Time beyond 50 ms of each task on the page's own thread, from the first paint until the engine is ready. */
  readonly blockedMs: number;
  readonly engineReadyMs: number;
  /** Cumulative layout shift, also right after input, from loading to the answer. */
  readonly layoutShift: number;
  /** Transferred by the page itself, with headers; engine and model come after the first paint, in a worker. */
  readonly firstLoadBytes: number;
}

const site = process.argv[2] === undefined ? await createSite() : undefined;
const address = process.argv[2] ?? `${site!.address}ui/`;
console.log(`load of this machine: ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`);
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
const visits: Visit[] = [];
for (let run = 0; run < RUNS; run++) visits.push(await visit());
await browser.close();
await site?.close();
for (const key of Object.keys(visits[0]) as (keyof Visit)[]) {
  const values = visits.map((each) => each[key]).sort((a, b) => a - b);
  console.log(
    `${key.padEnd(16)} median ${round(values[RUNS >> 1])}   (${round(values[0])} to ${round(values[RUNS - 1])})`,
  );
}

async function visit(): Promise<Visit> {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", SLOW_PROCESSOR);
  const bytes = countBytes(session);
  await page.addInitScript(observe);
  await page.goto(address);
  await page.waitForFunction("drawableMs > 0");
  await page.locator("#engine.done").waitFor({ state: "attached" });
  const engineReadyMs = await page.evaluate(() => performance.now());
  const blockedMs = (await page.evaluate("vitals.blockedMs")) as number;
  await drawOne(page);
  await page.locator("#digit:not(.sign)").waitFor();
  await page.waitForTimeout(1500);
  const { firstPaintMs, largestPaintMs, layoutShift, drawableMs } = (await page.evaluate(
    "({ ...vitals, drawableMs })",
  )) as Omit<Visit, "engineReadyMs" | "firstLoadBytes">;
  await context.close();
  const firstLoadBytes = bytes();
  return { firstPaintMs, largestPaintMs, drawableMs, blockedMs, engineReadyMs, layoutShift, firstLoadBytes };
}

/** Runs in the page, before its own scripts. */
function observe(): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const vitals = { firstPaintMs: 0, largestPaintMs: 0, layoutShift: 0, blockedMs: 0 };
  scope.vitals = vitals;
  scope.drawableMs = 0;
  const watch = (type: string, take: (entry: PerformanceEntry & { value?: number }) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") vitals.firstPaintMs = startTime;
  });
  watch("largest-contentful-paint", ({ startTime }) => {
    vitals.largestPaintMs = startTime;
  });
  watch("layout-shift", ({ value = 0 }) => {
    vitals.layoutShift += value; // also those after input, which the usual figure leaves out
  });
  watch("longtask", ({ duration }) => {
    vitals.blockedMs += duration - 50;
  });
  new MutationObserver((_, observer) => {
    if (document.querySelector("#pad[tabindex]") === null) return;
    scope.drawableMs = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

function countBytes(session: CDPSession): () => number {
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => bytes;
}

async function drawOne(page: Page): Promise<void> {
  const box = (await page.locator("#pad").boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 10 });
  await page.mouse.up();
}

function round(value: number): string {
  return value < 10 ? value.toFixed(3) : value.toFixed(0);
}
