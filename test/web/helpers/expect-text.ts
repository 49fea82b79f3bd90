import type { Page } from "playwright-core";

/** Waits for the page to say this, and fails if it says it not. */
export async function expectText(page: Page, selector: string, text: string | RegExp): Promise<void> {
  await page.locator(selector).filter({ hasText: text }).first().waitFor();
}
