import { round, svg, text } from "./svg.ts";

export interface HeatMap {
  readonly title: string;
  readonly rowLabel: string;
  readonly columnLabel: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `[rows][columns]`, 0 (pale) … 1 (full colour); null leaves the cell empty. */
  readonly shades: readonly (readonly (number | null)[])[];
  /** `[rows][columns]`, what is written in the cell. */
  readonly texts: readonly (readonly string[])[];
  /** Of a cell, in pixels. */
  readonly cellWidth?: number;
}

const CELL_HEIGHT = 26;
const CHARACTER_WIDTH = 7;
const TITLE_CHARACTER_WIDTH = 8;
const TOP = 76;

/** A table whose cells are the darker the larger their value, as an SVG file. */
export function heatMap(map: HeatMap): string {
  const { rows, columns, cellWidth = 46 } = map;
  const left = 44 + CHARACTER_WIDTH * Math.max(...rows.map((row) => row.length));
  const width = Math.max(left + cellWidth * columns.length + 16, TITLE_CHARACTER_WIDTH * map.title.length + 32);
  const height = TOP + CELL_HEIGHT * rows.length + 16;
  return svg(width, height, map.title, [
    text(left + (cellWidth * columns.length) / 2, 46, map.columnLabel, "middle"),
    text(16, TOP + (CELL_HEIGHT * rows.length) / 2, map.rowLabel, "middle", -90),
    ...columns.map((column, i) => text(left + cellWidth * (i + 0.5), TOP - 10, column, "middle")),
    ...rows.map((row, i) => text(left - 8, TOP + CELL_HEIGHT * (i + 0.5) + 4, row, "end")),
    ...rows.flatMap((_, row) => columns.flatMap((_, column) => drawCell(map, row, column, left, cellWidth))),
  ]);
}

function drawCell({ shades, texts }: HeatMap, row: number, column: number, left: number, width: number): string[] {
  const shade = shades[row][column];
  if (shade === null) return [];
  const x = left + width * column;
  const y = TOP + CELL_HEIGHT * row;
  const opacity = Math.round(1000 * (0.06 + 0.94 * shade)) / 1000;
  return [
    `<rect class="cell" fill-opacity="${opacity}" x="${round(x + 1)}" y="${y + 1}" width="${width - 2}" height="${CELL_HEIGHT - 2}"/>`,
    text(x + width / 2, y + CELL_HEIGHT / 2 + 4, texts[row][column], shade > 0.5 ? "middle on-cell" : "middle"),
  ];
}
