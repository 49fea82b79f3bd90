import { type Place, toTable } from "./to-table.ts";

/** As a file of comma-separated values (RFC 4180), leading zeros included. */
export function toCsv(numbers: readonly Place[]): string {
  return toTable(numbers)
    .map((row) => `${row.map((number) => number?.text ?? "").join(",")}\r\n`)
    .join("");
}
