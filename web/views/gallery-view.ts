import { byId } from "../by-id.ts";
import type { Item } from "../item.ts";
import { decisionOf } from "../reading.ts";
import { TEXTS } from "../texts.ts";
import { summarize } from "./summarize.ts";

const THUMBNAIL_SIDE = 112;
/** Longer answers are written smaller. */
const MAX_LARGE = 3;

/** The row of files, each with its answer. @returns how to show it */
export function createGalleryView(onSelect: (item: Item) => void): (items: readonly Item[], selected: Item) => void {
  const entries = new Map<Item, Entry>();
  return (items, selected) => {
    byId("gallery").hidden = items.length === 0;
    const list = byId("thumbnails");
    for (const [item, { row }] of entries) {
      if (items.includes(item)) continue;
      row.remove();
      entries.delete(item);
    }
    for (const item of items) {
      let entry = entries.get(item);
      if (entry === undefined) {
        entry = createEntry(item, onSelect);
        entries.set(item, entry);
        list.append(entry.row);
      }
      update(entry, item, item === selected);
    }
    byId("gallery-summary").textContent = summarizeItems(items);
  };
}

interface Entry {
  readonly row: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly canvas: HTMLCanvasElement;
  readonly answer: HTMLElement;
  painted: boolean;
}

function createEntry(item: Item, onSelect: (item: Item) => void): Entry {
  const row = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.title = item.name;
  const canvas = document.createElement("canvas");
  canvas.width = THUMBNAIL_SIDE;
  canvas.height = THUMBNAIL_SIDE;
  const answer = document.createElement("span");
  const name = document.createElement("span");
  name.className = "unseen";
  name.textContent = item.name;
  button.append(canvas, answer, name);
  button.addEventListener("click", () => onSelect(item));
  row.append(button);
  return { row, button, canvas, answer, painted: false };
}

function update(entry: Entry, item: Item, selected: boolean): void {
  const { button, canvas, answer } = entry;
  button.setAttribute("aria-current", String(selected));
  answer.textContent = labelOf(item);
  answer.className = `badge ${item.state === "failed" ? "failed" : item.reading ? decisionOf(item.reading) : "waiting"}`;
  answer.classList.toggle("long", answer.textContent.length > MAX_LARGE);
  if (entry.painted || item.preview === undefined) return;
  entry.painted = true;
  const { image, width, height } = item.preview;
  const scale = THUMBNAIL_SIDE / Math.min(width, height);
  const [left, top] = [width, height].map((length) => (THUMBNAIL_SIDE - length * scale) / 2);
  canvas.getContext("2d")!.drawImage(image, left, top, width * scale, height * scale);
}

function labelOf({ state, reading }: Item): string {
  if (state === "failed") return TEXTS.problemSign;
  if (reading === undefined) return "…";
  if (reading.kind === "digit") return reading.digit?.toString() ?? TEXTS.nothingSign;
  const { numbers } = reading;
  return numbers.length === 0 ? TEXTS.nothingSign : TEXTS.firstOf(numbers[0].text ?? TEXTS.nothingSign, numbers.length);
}

function summarizeItems(items: readonly Item[]): string {
  const decisions = items.flatMap(({ state, reading }) => (state === "read" && reading ? [decisionOf(reading)] : []));
  const inState = (...states: Item["state"][]) => items.filter(({ state }) => states.includes(state)).length;
  return summarize(decisions, inState("failed"), inState("waiting", "reading"));
}
