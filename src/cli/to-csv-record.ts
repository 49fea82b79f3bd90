/** A record of comma-separated values, with its end (RFC 4180); null is an empty field. */
export function toCsvRecord(values: readonly (string | number | null)[]): string {
  return `${values.map((value) => quote(String(value ?? ""))).join(",")}\r\n`;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
