import { line, round, svg, text } from "../../src/training/report/svg.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Ours, in another colour. */
  readonly marked: boolean;
  readonly label: string;
}

const WIDTH = 640;
const LEFT = 230;
const RIGHT = 560;
const TOP = 40;
const ROW = 26;

/** Lying bars over a logarithmic axis, since the values differ by orders of magnitude, as an SVG file. */
export function barChart(title: string, unit: string, bars: readonly Bar[]): string {
  const values = bars.map(({ value }) => value);
  const low = Math.floor(Math.log10(Math.min(...values)) - 0.2);
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const toX = (value: number) => LEFT + ((Math.log10(value) - low) / (high - low)) * (RIGHT - LEFT);
  const bottom = TOP + ROW * bars.length;
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  return svg(WIDTH, bottom + 48, title, [
    ...ticks.flatMap((tick) => [
      line(toX(tick), TOP, toX(tick), bottom, "grid"),
      text(toX(tick), bottom + 16, String(Number(tick.toPrecision(1))), "middle"),
    ]),
    ...bars.flatMap(({ name, value, marked, label }, index) => {
      const y = TOP + ROW * index;
      return [
        text(LEFT - 8, y + 17, name, "end"),
        `<rect class="${marked ? "d0" : "d1"}" x="${LEFT}" y="${y + 5}" width="${round(toX(value) - LEFT)}" height="${ROW - 10}"/>`,
        text(toX(value) + 6, y + 17, label),
      ];
    }),
    text((LEFT + RIGHT) / 2, bottom + 38, `${unit} (logarithmic)`, "middle"),
  ]);
}
