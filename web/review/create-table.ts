import { byId } from "../by-id.ts";
import { saveFile } from "../save-file.ts";
import type { ReadingsClient, StoredReading } from "./readings-client.ts";
import { REVIEW_TEXTS } from "./texts.ts";

const DAY_MS = 86_400_000;

export interface Table {
  /** The first page of what the filters ask for. @throws Problem */
  load(): Promise<void>;
}

export interface TableOptions {
  /** Whoever has clicked wants to look at this one. */
  readonly onEdit: (reading: StoredReading) => void;
  readonly onProblem: (error: unknown) => void;
}

/** The table of stored readings with its filters. */
export function createTable(client: ReadingsClient, { onEdit, onProblem }: TableOptions): Table {
  const filters = byId<HTMLFormElement>("filters");
  const rows = byId("rows");
  const more = byId<HTMLButtonElement>("more");
  let filter = new URLSearchParams();
  let next: string | null = null;
  let loading = 0;

  async function load(): Promise<void> {
    const turn = ++loading;
    filter = readFilter(filters);
    const page = await client.list(filter, null);
    if (turn !== loading) return; // another one was asked for since
    rows.replaceChildren();
    append(page.items, page.next);
  }

  function append(items: readonly StoredReading[], after: string | null): void {
    rows.append(...items.map(createRow));
    next = after;
    more.hidden = after === null;
    byId("found").textContent = REVIEW_TEXTS.found(rows.childElementCount, after !== null);
  }

  function createRow(reading: StoredReading): HTMLTableRowElement {
    const row = document.createElement("tr");
    const text = reading.text ?? REVIEW_TEXTS.noText;
    const status = createCell(REVIEW_TEXTS.statuses[reading.status]);
    const was = reading.corrected_from === null ? "" : ` (${reading.corrected_from})`;
    const head = Object.assign(document.createElement("th"), { scope: "row", textContent: text });
    row.append(
      head,
      status,
      createCell(reading.confidence === null ? REVIEW_TEXTS.nothing : REVIEW_TEXTS.percent(reading.confidence)),
      createCell(reading.name),
      createCell(reading.batch),
      createCell(new Date(reading.created_at).toLocaleString()),
      createCell(reading.reviewed_by),
      createActions(reading, text, row),
    );
    status.append(was);
    return row;
  }

  function createActions(reading: StoredReading, text: string, row: HTMLTableRowElement): HTMLTableCellElement {
    const edit = createButton(REVIEW_TEXTS.edit, REVIEW_TEXTS.editLabel(text));
    edit.addEventListener("click", () => onEdit(reading));
    const remove = createButton(REVIEW_TEXTS.delete, REVIEW_TEXTS.deleteLabel(text));
    let isAsked = false;
    const ask = (asked: boolean) => {
      isAsked = asked;
      remove.textContent = asked ? REVIEW_TEXTS.reallyDelete : REVIEW_TEXTS.delete;
      remove.setAttribute("aria-label", asked ? REVIEW_TEXTS.reallyDelete : REVIEW_TEXTS.deleteLabel(text));
    };
    remove.addEventListener("blur", () => ask(false));
    remove.addEventListener("click", async () => {
      if (!isAsked) return ask(true);
      ask(false);
      try {
        await client.delete(reading.id);
        row.remove();
        byId("found").textContent = REVIEW_TEXTS.deleted;
        byId("stored").focus(); // the button is gone
      } catch (error) {
        onProblem(error);
      }
    });
    const cell = createCell("");
    cell.append(edit, " ", remove);
    return cell;
  }

  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    load().catch(onProblem);
  });
  more.addEventListener("click", async () => {
    try {
      const turn = loading;
      const page = await client.list(filter, next);
      if (turn === loading) append(page.items, page.next);
    } catch (error) {
      onProblem(error);
    }
  });
  byId("download").addEventListener("click", async () => {
    try {
      saveFile(await client.export(readFilter(filters)), "readings.csv");
    } catch (error) {
      onProblem(error);
    }
  });
  return { load };
}

/** The filters as the API has them. Days are the reviewer's own, and the last one counts whole. */
function readFilter(form: HTMLFormElement): URLSearchParams {
  const filter = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text === "") continue;
    if (name !== "from" && name !== "to") filter.set(name, text);
    else {
      const startMs = new Date(`${text}T00:00`).getTime();
      filter.set(name, new Date(name === "to" ? startMs + DAY_MS : startMs).toISOString());
    }
  }
  return filter;
}

function createCell(text: string | null): HTMLTableCellElement {
  return Object.assign(document.createElement("td"), { textContent: text ?? REVIEW_TEXTS.nothing });
}

function createButton(text: string, label: string): HTMLButtonElement {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  button.setAttribute("aria-label", label);
  return button;
}
