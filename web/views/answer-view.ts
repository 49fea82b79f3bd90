import { byId } from "../by-id.ts";
import type { Item } from "../item.ts";
import type { ShownReading } from "../reading.ts";
import { percent, TEXTS } from "../texts.ts";

/** A way out that a problem offers. */
export interface WayOut {
  readonly label: string;
  readonly take: () => void;
}

const SPEAK_AFTER_MS = 600;

/** Shows digit, confidence, decision, warnings and the bars. @returns how to show an item */
export function createAnswerView(): (item: Item, waysOut: readonly WayOut[]) => void {
  const showBars = createBars();
  const speak = createSpeaker();
  return (item, waysOut) => {
    const { reading, problem } = item;
    const stale = item.state === "reading" || item.state === "waiting";
    byId("answer").classList.toggle("stale", stale && reading !== undefined);
    const sign = signOf(item);
    byId("digit").textContent = sign;
    byId("digit").classList.toggle("sign", sign !== reading?.digit?.toString());
    byId("confidence").textContent = sentenceOf(item);
    showDecision(reading);
    showWarnings(reading);
    showWaysOut(waysOut);
    byId("key-form").hidden = problem?.code !== "key_wanted";
    showBars(reading);
    if (reading !== undefined && !stale) {
      speak(TEXTS.spoken(reading.digit, reading.confidence, TEXTS.decisions[reading.decision]));
    } else if (problem !== undefined) speak(problem.message);
  };
}

function signOf({ state, reading }: Item): string {
  if (state === "failed") return TEXTS.problemSign;
  if (reading === undefined) return TEXTS.emptySign;
  return reading.digit?.toString() ?? TEXTS.noDigitSign;
}

function sentenceOf({ state, reading, problem }: Item): string {
  if (reading !== undefined) {
    const sure = TEXTS.sure(reading.confidence);
    return reading.digit === null ? `${TEXTS.noDigit}, ${sure}` : sure;
  }
  if (problem !== undefined) return problem.message;
  return state === "empty" ? TEXTS.empty : TEXTS.reading;
}

function showDecision(reading: ShownReading | undefined): void {
  const chip = byId("decision");
  chip.hidden = reading === undefined;
  if (reading === undefined) return;
  chip.textContent = TEXTS.decisions[reading.decision];
  chip.dataset.decision = reading.decision;
}

function showWarnings(reading: ShownReading | undefined): void {
  const texts = (reading?.warnings ?? []).map((each) => TEXTS.warnings[each]);
  byId("notes").replaceChildren(
    ...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })),
  );
}

function showWaysOut(waysOut: readonly WayOut[]): void {
  const place = byId("ways-out");
  const labels = waysOut.map(({ label }) => label).join();
  place.hidden = waysOut.length === 0;
  if (place.dataset.labels === labels) return; // else a button would lose the focus to its own likeness
  place.dataset.labels = labels;
  place.replaceChildren(
    ...waysOut.map(({ label, take }) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
      button.addEventListener("click", () => {
        byId("answer").focus(); // the button goes
        take();
      });
      return button;
    }),
  );
}

/** One bar for each digit and one for "no digit". */
function createBars(): (reading: ShownReading | undefined) => void {
  const rows = Array.from({ length: 11 }, (_, index) => {
    const row = document.createElement("li");
    const [label, track, value] = ["label", "track", "value"].map((name) =>
      Object.assign(document.createElement("span"), { className: name }),
    );
    const fill = document.createElement("span");
    track.append(fill);
    label.textContent = index < 10 ? String(index) : TEXTS.page.noDigitLabel;
    row.append(label, track, value);
    return { row, fill, value };
  });
  byId("bars").replaceChildren(...rows.map(({ row }) => row));
  return (reading) => {
    const best = reading === undefined ? -1 : (reading.digit ?? 10);
    rows.forEach(({ row, fill, value }, index) => {
      const share = reading === undefined ? 0 : index < 10 ? reading.probabilities[index] : reading.nonDigit;
      fill.style.transform = `scaleX(${share})`;
      value.textContent = reading === undefined ? "" : percent(share);
      row.classList.toggle("best", index === best);
    });
  };
}

/** Tells screen readers what the answer has come to, not every step on the way. */
function createSpeaker(): (text: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      byId("spoken").textContent = text;
    }, SPEAK_AFTER_MS);
  };
}
