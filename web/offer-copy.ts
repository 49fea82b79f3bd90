import { TEXTS } from "./texts.ts";

const COPIED_FOR_MS = 1500;

/** Lets a button copy a text. @param shown where the text stands on the page, to be selected where it can't be copied */
export function offerCopy(button: HTMLElement, shown: HTMLElement, textOf: () => string): void {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    button.textContent = (await copyText(textOf(), shown)) ? TEXTS.copied : TEXTS.copyFailed;
    setTimeout(() => {
      button.textContent = label;
    }, COPIED_FOR_MS);
  });
}

/** Pages on plain http from another machine have no clipboard: there the text is at least selected. */
async function copyText(text: string, shown: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(shown);
    return false;
  }
}
