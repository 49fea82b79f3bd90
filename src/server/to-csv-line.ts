import type { StoredReadingJson } from "./schemas/readings.ts";

const COLUMNS: Readonly<Record<string, (reading: StoredReadingJson) => string | number | null>> = {
  id: ({ id }) => id,
  created_at: ({ created_at: time }) => time,
  kind: ({ kind }) => kind,
  batch: ({ batch }) => batch,
  name: ({ name }) => name,
  status: ({ status }) => status,
  text: ({ text }) => text,
  confidence: ({ confidence }) => confidence,
  decision: ({ decision }) => decision,
  corrected_from: ({ corrected_from: text }) => text,
  reviewed_at: ({ reviewed_at: time }) => time,
  reviewed_by: ({ reviewed_by: name }) => name,
  x: ({ box }) => box?.x ?? null,
  y: ({ box }) => box?.y ?? null,
  width: ({ box }) => box?.width ?? null,
  height: ({ box }) => box?.height ?? null,
  model: ({ model }) => `${model.name} ${model.version}`,
};

export const CSV_HEAD = `${Object.keys(COLUMNS).join(",")}\r\n`;

/** A line of CSV (RFC 4180), safe to open in a spreadsheet. */
export function toCsvLine(reading: StoredReadingJson): string {
  return `${Object.values(COLUMNS)
    .map((column) => toCell(column(reading)))
    .join(",")}\r\n`;
}

/** What a spreadsheet would run as a formula begins with an apostrophe: https://owasp.org/www-community/attacks/CSV_Injection */
function toCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const isFormula = /^[=+\-@\t\r]/.test(value) && !/^-\d+([.,]\d+)?$/.test(value);
  const text = isFormula ? `'${value}` : value;
  return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
