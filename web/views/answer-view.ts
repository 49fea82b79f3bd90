import { byId } from "../by-id.ts";
import type { Item } from "../item.ts";
import { decisionOf, type Kind, type ShownDigit, type ShownReading } from "../reading.ts";
import { TEXTS } from "../texts.ts";
import { createBar } from "./create-bar.ts";
import { createNumbersView } from "./numbers-view.ts";
import { summarize } from "./summarize.ts";

/** A way out that a problem offers. */
export interface WayOut {
  readonly label: string;
  readonly take: () => void;
}

const SPEAK_AFTER_MS = 600;

/** Shows digit or numbers, confidence, decision, warnings and the bars. @returns how to show an item */
export function createAnswerView(): (item: Item, kind: Kind, waysOut: readonly WayOut[]) => void {
  const showBars = createBars();
  const showNumbers = createNumbersView();
  const speak = createSpeaker();
  return (item, kind, waysOut) => {
    const { reading, problem } = item;
    const stale = item.state === "reading" || item.state === "waiting";
    byId("answer").classList.toggle("stale", stale && reading !== undefined);
    showText(item, kind);
    byId("confidence").textContent = sentenceOf(item);
    showDecision(reading);
    showWarnings(reading);
    showWaysOut(waysOut);
    byId("key-form").hidden = problem?.code !== "key_wanted";
    byId("bars").hidden = kind !== "digit";
    byId("numbers").hidden = kind !== "number";
    showBars(reading?.kind === "digit" ? reading : undefined);
    showNumbers(reading?.kind === "number" ? reading : undefined);
    if (reading !== undefined && !stale) speak(spokenOf(reading));
    else if (problem !== undefined) speak(problem.message);
  };
}

/** The digit or number itself, in large; several numbers stand in the table. */
function showText({ state, reading }: Item, kind: Kind): void {
  const isSeveral = reading?.kind === "number" && reading.numbers.length > 1;
  const text = state === "failed" ? undefined : reading && textOf(reading);
  const sign = state === "failed" ? TEXTS.problemSign : reading ? TEXTS.nothingSign : TEXTS.emptySign;
  const digit = byId("digit");
  digit.hidden = isSeveral;
  digit.textContent = text ?? sign;
  digit.classList.toggle("sign", text === undefined);
  digit.style.setProperty("--letters", String(digit.textContent.length));
  byId("verdict").classList.toggle("number", kind === "number");
  byId("verdict").classList.toggle("several", isSeveral);
}

/** Undefined where nothing was read, or too much to be shown in large. */
function textOf(reading: ShownReading): string | undefined {
  if (reading.kind === "digit") return reading.digit?.toString();
  return reading.numbers.length === 1 ? (reading.numbers[0].text ?? undefined) : undefined;
}

function sentenceOf({ state, reading, problem }: Item): string {
  if (reading?.kind === "digit") {
    const sure = TEXTS.sure(reading.confidence);
    return reading.digit === null ? `${TEXTS.noDigit}, ${sure}` : sure;
  }
  if (reading !== undefined) {
    const { numbers } = reading;
    if (numbers.length === 0) return TEXTS.noNumber;
    return numbers.length === 1 ? TEXTS.sure(numbers[0].confidence) : TEXTS.numbers(numbers.length);
  }
  if (problem !== undefined) return problem.message;
  return state === "empty" ? TEXTS.empty : TEXTS.reading;
}

function showDecision(reading: ShownReading | undefined): void {
  const chip = byId("decision");
  chip.hidden = reading === undefined || (reading.kind === "number" && reading.numbers.length === 0);
  if (reading === undefined) return;
  const decision = decisionOf(reading);
  const isSeveral = reading.kind === "number" && reading.numbers.length > 1;
  chip.textContent = isSeveral ? summarizeNumbers(reading.numbers) : TEXTS.decisions[decision];
  chip.dataset.decision = decision;
}

function summarizeNumbers(numbers: readonly { readonly decision: keyof typeof TEXTS.decisions }[]): string {
  return summarize(numbers.map(({ decision }) => decision));
}

function spokenOf(reading: ShownReading): string {
  if (reading.kind === "digit")
    return TEXTS.spoken(reading.digit, reading.confidence, TEXTS.decisions[reading.decision]);
  const { numbers } = reading;
  const [first] = numbers;
  if (first === undefined) return TEXTS.noNumber;
  if (numbers.length > 1) return TEXTS.spokenNumbers(numbers.length, summarizeNumbers(numbers));
  return TEXTS.spokenNumber(first.text ?? TEXTS.nothingSign, first.confidence, TEXTS.decisions[first.decision]);
}

function showWarnings(reading: ShownReading | undefined): void {
  const ofNumbers = reading?.kind === "number" ? reading.numbers.flatMap(({ warnings }) => warnings) : [];
  const texts = [...new Set([...(reading?.warnings ?? []), ...ofNumbers])].map((each) => TEXTS.warnings[each]);
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
function createBars(): (reading: ShownDigit | undefined) => void {
  const bars = Array.from({ length: 11 }, createBar);
  bars.forEach(({ label }, index) => {
    label.textContent = index < 10 ? String(index) : TEXTS.page.noDigitLabel;
  });
  byId("bars").replaceChildren(...bars.map(({ row }) => row));
  return (reading) => {
    const best = reading === undefined ? -1 : (reading.digit ?? 10);
    bars.forEach(({ show }, index) => {
      show(index < 10 ? reading?.probabilities[index] : reading?.nonDigit, index === best);
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
