/// <reference lib="dom" />
/**
 * How long a first visitor waits on a slow line: until one can draw, and until the digit that was drawn then is answered on the device.
 * Chromium with an empty cache and a slowed processor (4×), over a line that is slow for workers too.
 *
 *     npx node bench/first-visit.ts [--runs 3] [--lines slow-3g,4g] [ADDRESS OF THE PAGE]
 *
 * Without an address it serves the page itself.
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { createSite } from "../test/web/helpers/create-site.ts";
import { drawOnPad, STROKES } from "../test/web/helpers/draw-on-pad.ts";
import { chromiumPath } from "../test/web/helpers/find-chromium.ts";
import { type Line, openSlowLine } from "./open-slow-line.ts";

const LINES: Readonly<Record<string, Line>> = {
  "slow-3g": { bytesPerSecond: 50_000, roundTripMs: 400 },
  "3g": { bytesPerSecond: 200_000, roundTripMs: 300 },
  "4g": { bytesPerSecond: 1_125_000, roundTripMs: 170 },
};
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const SLOW_PROCESSOR = { rate: 4 };
const PATIENCE_MS = 300_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "3" }, lines: { type: "string", default: "slow-3g,3g,4g" } },
});
const site = positionals[0] === undefined ? await createSite() : undefined;
const address = new URL(positionals[0] ?? `${site!.address}ui/`);
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
});
console.log(`load of this machine: ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`);
for (const name of values.lines.split(",")) {
  const visits: Visit[] = [];
  for (let run = 0; run < Number(values.runs); run++) visits.push(await visit(LINES[name]));
  const median = (key: keyof Visit) => visits.map((each) => each[key]).sort((a, b) => a - b)[visits.length >> 1];
  console.log(
    `${name.padEnd(8)} drawable after ${(median("drawableMs") / 1000).toFixed(2)} s, first answer after ` +
      `${(median("answeredMs") / 1000).toFixed(1)} s, ${(median("bytes") / 1000).toFixed(0)} kB until then (medians of ${visits.length})`,
  );
}
await browser.close();
await site?.close();

interface Visit {
  readonly drawableMs: number;
  readonly answeredMs: number;
  /** Down the line until the answer, headers included. */
  readonly bytes: number;
}

async function visit(line: Line): Promise<Visit> {
  const slow = await openSlowLine(address, line);
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", SLOW_PROCESSOR);
  const start = performance.now();
  await page.goto(`http://127.0.0.1:${slow.port}${address.pathname}`, { waitUntil: "commit" });
  await page.locator("#pad[tabindex]").waitFor();
  const drawableMs = performance.now() - start;
  await drawOnPad(page, STROKES[7]);
  await page.locator("#digit:not(.sign)", { hasText: /\d/ }).waitFor();
  const answeredMs = performance.now() - start;
  const bytes = slow.takeBytes();
  await context.close();
  slow.close();
  return { drawableMs, answeredMs, bytes };
}
