import { lineChart } from "../../src/training/report/line-chart.ts";
import type { Results } from "../results.ts";
import { median } from "../statistics.ts";
import { type Bar, barChart } from "./bar-chart.ts";
import { figure, megabytes } from "./format.ts";
import { capacitiesOf, figuresOf, runsOf } from "./select.ts";

export interface Plot {
  readonly name: string;
  readonly alt: string;
  readonly svg: string;
}

const SHARES = [50, 80, 120];

/** All plots are of the small picture. */
export function drawPlots(results: Results): readonly Plot[] {
  const bars = (values: (contender: string) => readonly number[] | undefined): Bar[] =>
    results.contenders.flatMap(({ name, title, isOurs }) => {
      const value = values(name);
      return value === undefined
        ? []
        : [{ name: title, value: median(value), marked: isOurs, label: figure(median(value)) }];
    });
  const processor = bars((name) => figuresOf(results, name, "small", "8 clients", "processorMs"));
  const floor = results.floor.flatMap((round) => round.filter(({ picture }) => picture === "small"));
  if (floor.length > 0) {
    const value = median(floor.map((each) => each.processorMs));
    processor.push({ name: "the floor", value, marked: true, label: figure(value) });
  }
  const plots = [
    bar("processor-time", "Processor time per request, 28×28 PNG", "milliseconds", processor),
    bar(
      "throughput",
      "Requests a second, 28×28 PNG",
      "requests a second",
      bars((name) => capacitiesOf(results, name, "small")),
    ),
    bar(
      "memory",
      "Memory at rest",
      "megabytes",
      bars((name) => runsOf(results, name, "memoryAtRest")?.map(megabytes)),
    ),
  ].filter((plot) => plot !== undefined);
  return [...plots, tailLatency(results)];
}

function bar(name: string, title: string, unit: string, bars: readonly Bar[]): Plot | undefined {
  return bars.length === 0 ? undefined : { name, alt: title, svg: barChart(title, unit, bars) };
}

function tailLatency(results: Results): Plot {
  const title = "99th percentile of the latency, 28×28 PNG, open loop";
  const series = results.contenders
    .filter(({ name }) => name !== "ours")
    .map(({ name, title }) => ({
      name: title,
      dots: true,
      points: SHARES.flatMap((share) => {
        const values = figuresOf(results, name, "small", `${share} %`, "p99Ms");
        return values === undefined ? [] : [[share, median(values)] as const];
      }),
    }))
    .filter(({ points }) => points.length > 0);
  const x = { label: "load in per cent of each one's own capacity", ticks: [40, 60, 80, 100, 120], format: String };
  const y = { label: "milliseconds (logarithmic)", ticks: [1, 10, 100, 1000, 10_000], log: true, format: figure };
  return { name: "tail-latency", alt: title, svg: lineChart({ title, x, y, series }) };
}
