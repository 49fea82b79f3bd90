import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";

/** An element's text once it no longer changes: while one draws, each answer is followed by the next. */
export async function settledText(page: Page, selector: string): Promise<string | null> {
  for (let last = await page.locator(selector).textContent(); ; ) {
    await sleep(500);
    const text = await page.locator(selector).textContent();
    if (text === last) return text;
    last = text;
  }
}
