import type { NumberReading } from "../src/core/numbers/number-reading.ts";

/** A number, and where it stands among the others. */
export type Place = Pick<NumberReading, "text" | "row" | "column">;

/** Numbers in rows and columns as they stand on the picture; undefined where there is none. */
export function toTable<T extends Place>(numbers: readonly T[]): (T | undefined)[][] {
  const height = Math.max(0, ...numbers.map(({ row }) => row + 1));
  const width = Math.max(0, ...numbers.map(({ column }) => column + 1));
  const rows = Array.from({ length: height }, () => new Array<T | undefined>(width).fill(undefined));
  for (const number of numbers) rows[number.row][number.column] = number;
  return rows;
}
