import { lineChart } from "../../src/training/report/line-chart.ts";
import type { Machine } from "../results.ts";
import { median, spread } from "../statistics.ts";
import { figure, megabytes, table, withSpread } from "./format.ts";
import type { Plot } from "./plots.ts";

/** One load of one round. */
export interface ScalingPoint {
  /** Pictures in a request, processes, or clients. */
  readonly size: number;
  readonly picturesPerS: number;
  /** Processor time of the whole service for each picture. */
  readonly processorMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly refused: number;
  readonly failed: number;
  readonly memory: number;
}

export interface Growth {
  readonly name: "pictures" | "processes" | "clients";
  /** For each size, ascending, its rounds. */
  readonly runs: readonly (readonly ScalingPoint[])[];
}

interface About {
  readonly machine: Machine;
  readonly rounds: number;
  readonly seconds: number;
}

const TITLES: Readonly<Record<Growth["name"], string>> = {
  pictures: "Pictures in a request",
  processes: "Processes",
  clients: "Clients at a time",
};
const NOTES: Readonly<Record<Growth["name"], string>> = {
  pictures: "`POST /v1/digits`, eight clients, one process.",
  processes: "`--workers N`, `POST /predict_file/`, 64 clients. Service and clients share the machine's cores.",
  clients:
    "`POST /predict_file/`, one process. More than `--limit-concurrency` (512) requests at a time are refused with 503.",
};
/** What a core costs for an hour where one rents it: an assumption, for the arithmetic. */
const DOLLARS_PER_CORE_HOUR = 0.04;
/** Share of its capacity that a machine is loaded with: beyond, latency grows. */
const SHARE_USED = 0.7;

/** A plot for each growth: pictures a second, and processor time of one. */
export function drawScaling(growths: readonly Growth[]): Plot[] {
  return growths.flatMap(({ name, runs }) => {
    const points = (value: (point: ScalingPoint) => number) =>
      runs.map((rounds) => [rounds[0].size, median(rounds.map(value))] as const);
    const x = { label: TITLES[name], ticks: runs.map(([{ size }]) => size), format: String, log: true };
    const draw = (plot: string, title: string, value: (point: ScalingPoint) => number): Plot => {
      const most = Math.max(...points(value).map(([, each]) => each));
      const step = 10 ** Math.floor(Math.log10(most)) / 2;
      const ticks = Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step);
      const y = { label: title, ticks, format: figure };
      const svg = lineChart({ title, x, y, series: [{ name: "28×28 PNG", points: points(value), dots: true }] });
      return { name: plot, alt: `${title}, by ${TITLES[name].toLowerCase()}`, svg };
    };
    return [
      draw(`scaling-${name}-speed`, "Pictures a second", ({ picturesPerS }) => picturesPerS),
      draw(`scaling-${name}-cost`, "Milliseconds of processor time a picture", ({ processorMs }) => processorMs),
    ];
  });
}

/** `docs/scaling.md`: whatever is said in it comes from the figures. */
export function formatScaling(growths: readonly Growth[], { machine, rounds, seconds }: About): string {
  const plots = drawScaling(growths);
  return `${[
    "# How cost grows",
    "<!-- Written by bench/scaling.ts. Change bench/report/scaling.ts instead. -->",
    `\`npm run build && node bench/scaling.ts\` on ${machine.date.slice(0, 10)}, commit ${machine.commit}: ${machine.processor}, \
${machine.cores} cores; load average before the run ${figure(machine.loadBefore)}. Medians of ${rounds} rounds of ${seconds} s, in parentheses the least and \
the most. The picture is a 28×28 PNG, the load comes from a process of its own on the same machine.`,
    ...growths.flatMap((growth) => [
      `## ${TITLES[growth.name]}`,
      NOTES[growth.name],
      formatGrowth(growth),
      plots
        .filter(({ name }) => name.startsWith(`scaling-${growth.name}-`))
        .map(({ name, alt }) => `![${alt}](benchmarks/${name}.svg)`)
        .join("\n"),
    ]),
    "## From one machine to many",
    formatMachines(growths),
  ].join("\n\n")}\n`;
}

function formatGrowth({ name, runs }: Growth): string {
  const of = (rounds: readonly ScalingPoint[], value: (point: ScalingPoint) => number) =>
    withSpread(spread(rounds.map(value)));
  const total = (rounds: readonly ScalingPoint[], value: (point: ScalingPoint) => number) =>
    figure(rounds.reduce((sum, point) => sum + value(point), 0));
  return table(
    [
      ...[TITLES[name], "pictures/s", "processor time a picture, ms", "p50, ms", "p99, ms"],
      ...["memory, MB", "refused", "failed or unanswered"],
    ],
    runs.map((rounds) => [
      String(rounds[0].size),
      of(rounds, ({ picturesPerS }) => picturesPerS),
      of(rounds, ({ processorMs }) => processorMs),
      of(rounds, ({ p50Ms }) => p50Ms),
      of(rounds, ({ p99Ms }) => p99Ms),
      of(rounds, ({ memory }) => megabytes(memory)),
      total(rounds, ({ refused }) => refused),
      total(rounds, ({ failed }) => failed),
    ]),
  );
}

function formatMachines(growths: readonly Growth[]): string {
  const processes = growths.find(({ name }) => name === "processes")!.runs[0];
  const processorMs = median(processes.map((point) => point.processorMs));
  const perCoreS = 1000 / processorMs;
  const coreHours = (processorMs * 1e6) / 3.6e6;
  return `Replicas share no state: a balancer sends a request to any of them, and each is as fast as alone. Only \`--readings\` with PostgreSQL is shared, \
and rate limits count in each process.

One picture takes ${figure(processorMs)} ms of processor time, so a core reads at most ${figure(perCoreS)} pictures a second. Loaded to \
${figure(SHARE_USED * 100)} %, for latency, it reads ${figure(SHARE_USED * perCoreS)}; four machines of four cores read ${figure(16 * SHARE_USED * perCoreS)} pictures a second, and go on \
with ${figure(12 * SHARE_USED * perCoreS)} while one of them is replaced. A million pictures take ${figure(coreHours)} core hours of work; at ${DOLLARS_PER_CORE_HOUR} dollars a core hour, an assumption, \
and loaded to ${figure(SHARE_USED * 100)} %, that is ${figure((coreHours * DOLLARS_PER_CORE_HOUR) / SHARE_USED)} dollars. [Benchmarks](benchmarks.md) has the processor time of photos.`;
}
