/// <reference lib="dom" />
/**
 * How quickly the page is there on a phone: Chromium with a slowed processor (4×) and network (1.6 Mbit/s, 150 ms), a first visit.
 *
 *     node bench/web-vitals.ts [ADDRESS OF THE PAGE]     default http://127.0.0.1:8000/ui/
 */

import { type CDPSession, chromium, type Page } from "playwright-core";

const RUNS = 5;
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const SLOW_NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };
const SLOW_PROCESSOR = { rate: 4 };

interface Visit {
  /** When the sheet takes strokes. */
  readonly drawableMs: number;
  readonly firstPaintMs: number;
  readonly largestPaintMs: number;
  /** Cumulative layout shift, from loading over drawing to the answer. */
  readonly layoutShift: number;
  readonly engineReadyMs: number;
  /** Transferred by the page itself; engine and model come after the first paint, in a worker. */
  readonly firstLoadBytes: number;
}

const address = process.argv[2] ?? "http://127.0.0.1:8000/ui/";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const visits: Visit[] = [];
for (let run = 0; run < RUNS; run++) visits.push(await visit());
await browser.close();
for (const key of Object.keys(visits[0]) as (keyof Visit)[]) {
  const values = visits.map((each) => each[key]).sort((a, b) => a - b);
  console.log(
    `${key.padEnd(16)} median ${round(values[RUNS >> 1])}   (${round(values[0])} to ${round(values[RUNS - 1])})`,
  );
}

async function visit(): Promise<Visit> {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", SLOW_PROCESSOR);
  const bytes = countBytes(session);
  await page.addInitScript(observe);
  await page.goto(address);
  await page.waitForFunction(() => (globalThis as unknown as { drawableMs?: number }).drawableMs !== undefined);
  await page.locator("#engine.done").waitFor({ state: "attached", timeout: 120_000 });
  const engineReadyMs = await page.evaluate(() => performance.now());
  await drawOne(page);
  await page.locator("#digit:not(.sign)").waitFor();
  await page.waitForTimeout(1500);
  const seen = (await page.evaluate("({ ...vitals, drawableMs })")) as Pick<
    Visit,
    "drawableMs" | "firstPaintMs" | "largestPaintMs" | "layoutShift"
  >;
  await context.close();
  return { ...seen, engineReadyMs, firstLoadBytes: bytes() };
}

/** Runs in the page, before its own scripts. */
function observe(): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const vitals = { firstPaintMs: 0, largestPaintMs: 0, layoutShift: 0 };
  scope.vitals = vitals;
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
