import { byId } from "../by-id.ts";
import type { Item } from "../item.ts";
import { Problem } from "../reading.ts";
import { TEXTS } from "../texts.ts";

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, null] as const;

/**
 * A button for each digit that may really stand on the picture, and one for none: one tap stores it.
 *
 * @param store rejects with Problem, whose message is shown
 * @returns how to show an item
 */
export function createCorrectionView(store: (item: Item, digit: number | null) => Promise<void>): (item: Item) => void {
  const place = byId("correct");
  const news = byId("corrected");
  let shown: Item | undefined;
  let reading: Item["reading"];
  let isStoring = false;

  const buttons = DIGITS.map((digit) => {
    const text = digit === null ? TEXTS.noDigitSign : String(digit);
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.setAttribute("aria-label", TEXTS.correctLabel(digit));
    button.addEventListener("click", () => void take(digit));
    return button;
  });
  byId("correct-digits").append(...buttons);

  async function take(digit: number | null): Promise<void> {
    if (shown === undefined || isStoring) return;
    const item = shown;
    isStoring = true;
    news.textContent = TEXTS.correcting;
    let said: string;
    try {
      await store(item, digit);
      said = TEXTS.corrected(digit);
    } catch (error) {
      said = error instanceof Problem ? error.message : TEXTS.problems.unexpected;
    }
    isStoring = false;
    if (shown === item) news.textContent = said;
  }

  function show(item: Item): void {
    const next = item.state === "read" && item.reading?.kind === "digit" ? item.reading : undefined;
    place.hidden = place.dataset.offered !== "true" || item.reading?.kind === "number";
    if (next !== reading) news.textContent = TEXTS.page.correctHelp;
    shown = item;
    reading = next;
    for (const button of buttons) button.disabled = next === undefined;
  }
  return show;
}
