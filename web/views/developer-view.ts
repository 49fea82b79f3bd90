import { byId } from "../by-id.ts";
import type { Item } from "../item.ts";
import { offerCopy } from "../offer-copy.ts";
import { LANGUAGES, type Language, writeSnippet } from "../snippets.ts";
import { TEXTS } from "../texts.ts";
import { writeJson } from "../write-json.ts";

export interface DeveloperState {
  readonly item: Item;
  readonly maxError: number;
  /** Address of what is asked: `POST /v1/digits` or `/v1/numbers`. */
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
    setText("snippet", writeSnippet(language, { url, maxError, file: item.name, contentType, keyed }));
    setText("request-id", item.reading === undefined ? "–" : (item.reading.requestId ?? TEXTS.noRequest));
    setText("json", item.reading === undefined ? "–" : writeJson(item.reading));
  };
  for (const id of ["snippet", "json"]) byId(id).tabIndex = 0; // scrolled by keyboard where it is wide
  createTabs((chosen) => {
    language = chosen;
    show();
  });
  offerCopy(byId("copy"), byId("snippet"), () => byId("snippet").textContent);
  return (next) => {
    state = next;
    show();
  };
}

/** Leaves an element alone that has this text already: what is selected in it stays selected. */
function setText(id: string, text: string): void {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
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
