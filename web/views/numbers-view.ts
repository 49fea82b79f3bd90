import type { NumberReading } from "../../src/core/numbers/number-reading.ts";
import { byId } from "../by-id.ts";
import { offerCopy } from "../offer-copy.ts";
import type { ShownNumbers } from "../reading.ts";
import { percent, TEXTS } from "../texts.ts";
import { toCsv } from "../to-csv.ts";
import { toTable } from "../to-table.ts";
import { type Bar, createBar } from "./create-bar.ts";

/** One number digit by digit, several as a table that can be copied. @returns how to show them */
export function createNumbersView(): (reading: ShownNumbers | undefined) => void {
  let shown: ShownNumbers | undefined;
  const bars: Bar[] = [];
  const table = byId("number-table");
  table.tabIndex = 0; // scrolled by keyboard where it is large
  offerCopy(byId("copy-csv"), table, () => toCsv(shown?.numbers ?? []));
  return (reading) => {
    if (reading === shown) return; // else what is selected in the table would no longer be
    shown = reading;
    const numbers = reading?.numbers ?? [];
    const isTable = numbers.length > 1;
    table.hidden = !isTable;
    byId("copy-csv").hidden = !isTable;
    table.querySelector("tbody")!.replaceChildren(...(isTable ? toTable(numbers).map(createRow) : []));
    showDigits(bars, isTable ? undefined : numbers[0]);
  };
}

function showDigits(bars: Bar[], number: NumberReading | undefined): void {
  const { digits = [], alternatives = [] } = number ?? {};
  for (const { row } of bars.splice(digits.length)) row.remove();
  while (bars.length < digits.length) {
    const bar = createBar();
    byId("number-digits").append(bar.row);
    bars.push(bar);
  }
  digits.forEach(({ digit, confidence }, at) => {
    bars[at].label.textContent = String(digit);
    bars[at].show(confidence, true);
  });
  const texts = alternatives.map(({ text, confidence }) => TEXTS.alternative(text, confidence));
  byId("alternatives").textContent = texts.length === 0 ? "" : TEXTS.alternatives(texts);
}

function createRow(numbers: readonly (NumberReading | undefined)[]): HTMLTableRowElement {
  const row = document.createElement("tr");
  row.append(...numbers.map(createCell));
  return row;
}

function createCell(number: NumberReading | undefined): HTMLTableCellElement {
  const cell = document.createElement("td");
  if (number === undefined) return cell;
  const { text, confidence, decision } = number;
  const sure = Object.assign(document.createElement("small"), { className: decision });
  const sign = Object.assign(document.createElement("span"), { textContent: TEXTS.decisionSigns[decision] });
  sign.ariaHidden = "true";
  const spoken = Object.assign(document.createElement("span"), { className: "unseen" });
  spoken.textContent = `, ${TEXTS.decisions[decision]}`;
  sure.append(sign, ` ${percent(confidence)}`, spoken);
  cell.append(text ?? TEXTS.nothingSign, sure);
  return cell;
}
