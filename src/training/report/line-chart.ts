import { line, round, SERIES_COLOURS, svg, text } from "./svg.ts";

export interface Axis {
  readonly label: string;
  /** Ascending; the first and the last are the ends of the axis. */
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  /** Logarithmic; all ticks above 0. */
  readonly log?: boolean;
}

export interface Series {
  readonly name: string;
  /** `[x, y]`; what lies outside the axes is drawn at their ends. */
  readonly points: readonly (readonly [number, number])[];
  /** Also a dot for each point. */
  readonly dots?: boolean;
}

export interface LineChart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A dashed line from the lower left to the upper right corner. */
  readonly diagonal?: boolean;
}

const WIDTH = 560;
const PLOT = { left: 80, right: 528, top: 38, bottom: 340 };
const LEGEND_TOP = 396;
const LEGEND_ROW = 18;

/** Lines over two axes, with a legend below, as an SVG file. */
export function lineChart({ title, x, y, series, diagonal = false }: LineChart): string {
  const toX = scale(x, PLOT.left, PLOT.right);
  const toY = scale(y, PLOT.bottom, PLOT.top);
  return svg(WIDTH, LEGEND_TOP + LEGEND_ROW * series.length, title, [
    ...drawAxes(x, y, toX, toY),
    ...(diagonal ? [line(PLOT.left, PLOT.bottom, PLOT.right, PLOT.top, "guide")] : []),
    ...series.flatMap((each, index) => drawSeries(each, index % SERIES_COLOURS, toX, toY)),
    ...series.flatMap((each, index) => drawLegend(each.name, index)),
  ]);
}

function scale({ ticks, log }: Axis, from: number, to: number): (value: number) => number {
  const place = log ? Math.log : (value: number) => value;
  const low = place(ticks[0]);
  const high = place(ticks[ticks.length - 1]);
  return (value) => {
    const share = (place(Math.min(Math.max(value, ticks[0]), ticks[ticks.length - 1])) - low) / (high - low);
    return from + share * (to - from);
  };
}

function drawAxes(x: Axis, y: Axis, toX: (value: number) => number, toY: (value: number) => number): string[] {
  return [
    ...x.ticks.flatMap((tick) => [
      line(toX(tick), PLOT.top, toX(tick), PLOT.bottom, "grid"),
      text(toX(tick), PLOT.bottom + 18, x.format(tick), "middle"),
    ]),
    ...y.ticks.flatMap((tick) => [
      line(PLOT.left, toY(tick), PLOT.right, toY(tick), "grid"),
      text(PLOT.left - 8, toY(tick) + 4, y.format(tick), "end"),
    ]),
    line(PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom, "axis"),
    line(PLOT.left, PLOT.top, PLOT.left, PLOT.bottom, "axis"),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 38, x.label, "middle"),
    text(18, (PLOT.top + PLOT.bottom) / 2, y.label, "middle", -90),
  ];
}

function drawSeries(
  { points, dots }: Series,
  colour: number,
  toX: (value: number) => number,
  toY: (value: number) => number,
): string[] {
  const places = thinOut(points.map(([x, y]) => [round(toX(x)), round(toY(y))]));
  const line = `<polyline class="line s${colour}" points="${places.map(([x, y]) => `${x},${y}`).join(" ")}"/>`;
  if (!dots) return [line];
  return [line, ...places.map(([x, y]) => `<circle class="d${colour}" cx="${x}" cy="${y}" r="4"/>`)];
}

/** Drops points that are less than a pixel from the last one kept; the first and the last stay. */
function thinOut(places: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  places.forEach((place, index) => {
    const last = kept.at(-1);
    const far = last === undefined || Math.hypot(place[0] - last[0], place[1] - last[1]) >= 1;
    if (far || index === places.length - 1) kept.push(place);
  });
  return kept;
}

function drawLegend(name: string, index: number): string[] {
  const y = LEGEND_TOP + LEGEND_ROW * index;
  return [
    line(PLOT.left, y - 4, PLOT.left + 20, y - 4, `line s${index % SERIES_COLOURS}`),
    text(PLOT.left + 28, y, name),
  ];
}
