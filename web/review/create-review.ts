import { byId } from "../by-id.ts";
import { Problem } from "../reading.ts";
import { createQueue, type Entry } from "./create-queue.ts";
import { createTable } from "./create-table.ts";
import { paintCrop } from "./paint-crop.ts";
import { createReadingsClient, type StoredReading } from "./readings-client.ts";
import { REVIEW_TEXTS } from "./texts.ts";

const { problems } = REVIEW_TEXTS;
/** What the server takes for a text. */
const TEXT = /^[0-9.,/: -]+$/;
const MAX_UNDO = 50;
/** A rate of fewer answers says nothing. */
const MIN_RATED = 3;
/** A longer pause is no part of the work. */
const MAX_PAUSE_MS = 60_000;

/** An answer that was given, and what came of storing it. */
interface Answered {
  readonly entry: Entry;
  readonly stored: Promise<StoredReading>;
}

/** Ties the page for reviewers together. @param api address of the API, with its last slash */
export function createReview(api: URL): void {
  /** Kept nowhere but here. */
  let key = "";
  const client = createReadingsClient(api, () => key);
  const queue = createQueue(client);
  const table = createTable(client, { onEdit: (reading) => void edit(reading), onProblem: showProblem });
  const field = byId<HTMLInputElement>("text");
  const crop = byId<HTMLCanvasElement>("crop");
  const undo = byId<HTMLButtonElement>("undo");
  let current: Entry | undefined;
  let picture: ImageBitmap | undefined;
  let isWhole = false;
  let answered: Answered[] = [];
  const done = new Set<string>();
  let left = 0;
  let workedMs = 0;
  let lastMs = performance.now();
  let isBusy = false;

  // --- showing -----------------------------------------------------------------------------------------------------------

  function say(message: string): void {
    byId("message").textContent = message;
    byId("message").hidden = message === "";
  }

  function showProblem(error: unknown): void {
    const { code, message } = error instanceof Problem ? error : new Problem("unexpected", problems.unexpected);
    if (code === "key_wanted") {
      byId("key-form").hidden = false;
      if (current === undefined) byId("empty").textContent = "";
    }
    say(message);
  }

  function showProgress(): void {
    const isRated = done.size >= MIN_RATED && workedMs > 0;
    const rate = isRated ? Math.round((done.size / workedMs) * 60_000) : undefined;
    byId("progress").textContent = REVIEW_TEXTS.progress(done.size, Math.max(0, left - done.size), rate);
    undo.disabled = answered.length === 0;
  }

  async function show(entry: Entry | undefined, text?: string | null): Promise<void> {
    current = entry;
    picture = undefined;
    byId("item").hidden = entry === undefined;
    byId("empty").hidden = entry !== undefined;
    byId("empty").textContent = REVIEW_TEXTS.empty;
    byId("again").hidden = entry !== undefined;
    showProgress();
    if (entry === undefined) return;
    const { reading } = entry;
    byId("read").textContent = REVIEW_TEXTS.read(reading.corrected_from ?? reading.text, reading.confidence);
    byId("origin").textContent = [reading.name, reading.batch].filter((part) => part !== null).join(" · ");
    byId("spoken").textContent = REVIEW_TEXTS.spoken(reading.text, reading.name);
    crop.setAttribute("aria-label", REVIEW_TEXTS.cropAlt(reading.name, reading.text));
    crop.hidden = true;
    byId("no-picture").hidden = entry.picture !== undefined;
    byId("no-picture").textContent = problems.noPicture;
    field.value = text ?? reading.text ?? "";
    field.focus({ preventScroll: true });
    field.select();
    try {
      const loaded = await entry.picture;
      if (current !== entry || loaded === undefined) return;
      picture = loaded;
      paint();
    } catch {
      if (current !== entry) return;
      byId("no-picture").hidden = false;
      byId("no-picture").textContent = problems.notShown;
    }
  }

  function paint(): void {
    if (picture === undefined || current === undefined) return;
    crop.hidden = false;
    paintCrop(crop, picture, current.reading.box, isWhole);
  }

  async function showNext(): Promise<void> {
    try {
      await show(await queue.take());
    } catch (error) {
      await show(undefined);
      byId("empty").textContent = "";
      showProblem(error);
    }
  }

  async function start(): Promise<void> {
    say("");
    byId("key-form").hidden = true;
    try {
      left = (await client.countWaiting()) + done.size;
      await Promise.all([showNext(), table.load()]);
    } catch (error) {
      byId("empty").textContent = "";
      showProblem(error);
    }
  }

  // --- answering ---------------------------------------------------------------------------------------------------------

  /** Stores the answer while the next one is shown already; what can't be stored is shown again. */
  function answer(text: string | null): void {
    if (current === undefined || isBusy) return;
    say("");
    const entry = current;
    const stored = client.review(entry.reading, text);
    answered = [...answered, { entry, stored }].slice(-MAX_UNDO);
    const nowMs = performance.now();
    workedMs += Math.min(nowMs - lastMs, MAX_PAUSE_MS);
    lastMs = nowMs;
    done.add(entry.reading.id);
    stored.catch((error: unknown) => {
      answered = answered.filter(({ entry: other }) => other !== entry);
      done.delete(entry.reading.id);
      const code = error instanceof Problem ? error.code : "unexpected";
      if (code === "changed" || code === "missing") {
        left = Math.max(0, left - 1);
        say(code === "changed" ? problems.changed : problems.gone);
      } else {
        queue.putBack(entry);
        if (code === "key_wanted") showProblem(error);
        else say(problems.notSaved(text ?? REVIEW_TEXTS.noText));
        if (current === undefined) void showNext();
      }
      showProgress();
    });
    void showNext();
  }

  function confirm(): void {
    const text = field.value.trim();
    if (text === "" || !TEXT.test(text)) {
      say(text === "" ? problems.type : problems.characters);
      field.focus();
      return;
    }
    answer(text);
  }

  function skip(): void {
    if (current === undefined || isBusy) return;
    say("");
    left = Math.max(done.size, left - 1);
    void showNext();
  }

  /** Back to the last answer, to give another one. */
  async function goBack(): Promise<void> {
    const last = answered.at(-1);
    if (last === undefined || isBusy) return;
    isBusy = true;
    try {
      const reading = await last.stored;
      answered = answered.slice(0, -1);
      done.delete(reading.id);
      if (current !== undefined) queue.putBack(current);
      say("");
      await show({ reading, picture: last.entry.picture }, reading.text);
    } catch {
      // It has been said, and comes again.
    } finally {
      isBusy = false;
      showProgress();
    }
  }

  /** One from the table: it is looked at now, and the one that was there comes next. */
  async function edit(reading: StoredReading): Promise<void> {
    if (current !== undefined) queue.putBack(current);
    say("");
    const file = reading.links.picture === null ? undefined : client.picture(reading);
    const entry = { reading, picture: file?.then((blob) => createImageBitmap(blob)) };
    if (!done.has(reading.id) && reading.status !== "review") left++;
    await show(entry);
    byId("queue-title").scrollIntoView({ block: "start" });
  }

  function toggleWhole(): void {
    isWhole = !isWhole;
    byId("whole").setAttribute("aria-pressed", String(isWhole));
    paint();
  }

  // --- controls ----------------------------------------------------------------------------------------------------------

  // Letters can't stand in the field: there they are commands.
  const commands: Readonly<Record<string, () => void>> = {
    n: () => answer(null),
    s: skip,
    u: () => void goBack(),
    w: toggleWhole,
  };
  field.addEventListener("keydown", (event) => {
    const command = commands[event.key.toLowerCase()];
    if (command === undefined || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) command();
  });
  byId("answer-form").addEventListener("submit", (event) => {
    event.preventDefault();
    confirm();
  });
  byId("no-number").addEventListener("click", () => answer(null));
  byId("skip").addEventListener("click", skip);
  undo.addEventListener("click", () => void goBack());
  byId("whole").addEventListener("click", toggleWhole);
  byId("again").addEventListener("click", () => void start());
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const input = byId<HTMLInputElement>("key");
    key = input.value;
    input.value = "";
    void start();
  });
  window.addEventListener("resize", paint);
  void start();
}
