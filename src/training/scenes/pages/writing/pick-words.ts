import type { Random } from "../../../random.ts";

const WORDS =
  "Name Date Total Amount Page No. Nr Nummer Datum Betrag Summe Seite Address Street City Zip Code Phone Tel Fax E-mail Invoice Order Qty Price Tax Signature Account Bank Please return to the and of for with your our from Telefon Adresse Kunde Konto Menge Preis Ort Strasse Line Field Form Answer Question Points Score Grade Class Student Teacher Meter Reading Water Power Gas Units kWh kg cm mm EUR USD CHF".split(
    " ",
  );

/** So many words as forms have them, a few numbers and words of chance letters among them. */
export function pickWords(count: number, random: Random): string {
  return Array.from({ length: count }, () =>
    random.chance(0.06)
      ? String(random.below(10 ** (1 + random.below(4))))
      : random.chance(0.15)
        ? Array.from({ length: 3 + random.below(6) }, () => String.fromCharCode(97 + random.below(26))).join("")
        : random.pick(WORDS),
  )
    .join(" ")
    .concat(random.chance(0.4) ? random.pick([":", ".", ",", "?", ";"]) : "");
}
