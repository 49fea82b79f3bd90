import type { Page } from "playwright-core";
import { expectText } from "./expect-text.ts";

/** Waits for the page to answer this digit, and fails if it doesn't. */
export async function expectDigit(page: Page, digit: number): Promise<void> {
  await expectText(page, "#digit:not(.sign)", String(digit));
}
