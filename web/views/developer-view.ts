import { byId } from "../by-id.ts";
import type { Item } from "../item.ts";
import { LANGUAGES, type Language, writeSnippet } from "../snippets.ts";
import { TEXTS } from "../texts.ts";

const COPIED_FOR_MS = 1500;

export interface DeveloperState {
  readonly item: Item;
  readonly maxError: number;
  /** Address of `POST /v1/digits`. */
  readonly url: URL;
  readonly keyed: boolean;
}

/** The request as code, the answer as JSON, the request id. @returns how to show them */
export function createDeveloperView(): (state: DeveloperState) => void {
  let language: Language = "curl";
  let state: DeveloperState | undefined;
  const show = () => {
    if (state === undefined) return;
    const { item, maxError, url, keyed } = state;
    const contentType = (item.source instanceof Blob && item.source.type) || "image/png";
    byId("snippet").textContent = writeSnippet(language, { url, maxError, file: item.name, contentType, keyed });
    byId("request-id").textContent = item.reading === undefined ? "–" : (item.reading.requestId ?? TEXTS.noRequest);
    byId("json").textContent = writeJson(item);
  };
  for (const id of ["snippet", "json"]) byId(id).tabIndex = 0; // scrolled by keyboard where it is wide
  createTabs((chosen) => {
    language = chosen;
    show();
  });
  const copy = byId("copy");
  copy.addEventListener("click", async () => {
    copy.textContent = (await copyText(byId("snippet"))) ? TEXTS.copied : TEXTS.copyFailed;
    setTimeout(() => {
      copy.textContent = TEXTS.page.copy;
    }, COPIED_FOR_MS);
  });
  return (next) => {
    state = next;
    show();
  };
}

/** Pages on plain http from another machine have no clipboard: there the text is at least selected. */
async function copyText(element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}

/** The body as `POST /v1/digits` writes it, whoever gave the answer. */
function writeJson({ reading }: Item): string {
  if (reading === undefined) return "–";
  const round = (share: number) => Math.round(share * 1e6) / 1e6;
  const result = {
    digit: reading.digit,
    confidence: round(reading.confidence),
    decision: reading.decision,
    probabilities: reading.probabilities.map(round),
    not_a_digit: round(reading.nonDigit),
    warnings: reading.warnings,
  };
  return JSON.stringify({ model: reading.model, results: [result] }, null, 2).replace(/\[[\s\d.,e-]+\]/g, (list) =>
    wrapList(list),
  );
}

/** Ten numbers on four lines rather than ten, narrow enough for a phone. */
function wrapList(list: string): string {
  const numbers = list.match(/[\d.e-]+/g) ?? [];
  const lines: string[] = [];
  for (let at = 0; at < numbers.length; at += 3) lines.push(`        ${numbers.slice(at, at + 3).join(", ")}`);
  return `[\n${lines.join(",\n")}\n      ]`;
}

/** Tabs as https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ has them: arrow keys choose. */
function createTabs(onChoose: (language: Language) => void): void {
  const tabs = LANGUAGES.map((language) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.role = "tab";
    tab.className = "tab";
    tab.id = `tab-${language}`;
    tab.textContent = TEXTS.languages[language];
    tab.setAttribute("aria-controls", "snippet");
    tab.addEventListener("click", () => choose(language));
    return tab;
  });
  const choose = (language: Language) => {
    tabs.forEach((tab, index) => {
      const chosen = LANGUAGES[index] === language;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) byId("snippet").setAttribute("aria-labelledby", tab.id);
    });
    onChoose(language);
  };
  byId("languages").addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const next = (tabs.findIndex((tab) => tab.tabIndex === 0) + step + tabs.length) % tabs.length;
    tabs[next].focus();
    choose(LANGUAGES[next]);
  });
  byId("languages").append(...tabs);
  choose(LANGUAGES[0]);
}
