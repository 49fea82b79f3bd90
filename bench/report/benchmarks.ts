import type { ContenderResults, Figures, Results } from "../results.ts";
import { median, spread } from "../statistics.ts";
import { figure, megabytes, table, withSpread } from "./format.ts";
import type { Plot } from "./plots.ts";
import { capacitiesOf, figuresOf } from "./select.ts";
import { compareWithTargets } from "./targets.ts";

/** Fewest answers in a run for which a percentile is more than a guess. */
const FEWEST = { p99Ms: 100, p999Ms: 1000 };

/** `docs/benchmarks.md`: whatever is said in it comes from the results. */
export function formatBenchmarks(results: Results, plots: readonly Plot[]): string {
  return `${[
    "# Measured against what a user would take instead",
    "<!-- Written by `npm run bench`. Change bench/report/ instead. -->",
    describeRun(results),
    "## Targets",
    formatTargets(results),
    describeLimit(results),
    ...plots.map(({ name, alt }) => `![${alt}](benchmarks/${name}.svg)`),
    "## Where the time goes",
    formatStages(results),
    "## All figures",
    formatContenders(results),
    ...results.pictures.flatMap(({ name, title, bytes }) => [
      `### ${title} (${figure(bytes / 1000)} kB)`,
      formatPicture(results, name),
    ]),
    ...formatMixed(results),
  ].join("\n\n")}\n`;
}

/** Also what a run prints. */
export function formatTargets(results: Results): string {
  return table(
    ["ours against…", "required", "stretch goal", "measured", ""],
    compareWithTargets(results).map(({ what, must, aim, measured, verdict }) => [
      what,
      must,
      aim,
      measured,
      verdict === "not reached" ? "**not reached**" : verdict,
    ]),
  );
}

function describeRun({ machine, rounds, seconds }: Results): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return `\`npm run bench\` on ${machine.date.slice(0, 10)}, commit ${machine.commit}: ${machine.processor}, ${machine.cores} cores, \
${figure(machine.memory / 1e9)} GB, ${machine.system}; load average before the run ${figure(machine.loadBefore)}. The load came from a \
process of its own on the same machine. Medians of ${rounds} alternating rounds, in parentheses the least and the most; each load for \
${seconds} s. Who the contenders are and how they are run stands in [bench/README.md](../bench/README.md). Versions: ${versions.join(", ")}.`;
}

/** What ours would gain at most if only its network were left. */
function describeLimit(results: Results): string {
  const peer = figuresOf(results, "fastapi-onnx", "small", "8 clients", "processorMs");
  const floor = results.floor.flatMap((round) => round.filter(({ picture }) => picture === "small"));
  if (!peer || floor.length === 0) return "";
  const network = median(floor.map((each) => each.networkMs));
  return `All peers but the original run our classifier. Ours asks its quick classifier first, which is sure of this picture: with the choice of the \
reading that takes ${figure(network)} ms of processor time. If all the rest of ours took none, it would need ${figure(median(peer) / network)}× less than \
FastAPI with ONNX Runtime. The peers prepare a picture by scaling it to 28×28 and no more; ours finds the digit first.`;
}

function formatStages(results: Results): string {
  const rows = results.pictures.flatMap(({ name, title }) => {
    const floor = results.floor.flatMap((round) => round.filter(({ picture }) => picture === name));
    const ours = figuresOf(results, "ours", name, "8 clients", "processorMs");
    if (floor.length === 0 || !ours) return [];
    const stage = (key: "decodeMs" | "prepareMs" | "networkMs") => median(floor.map((each) => each[key]));
    const rest = median(ours) - median(floor.map((each) => each.processorMs));
    const parts = [stage("decodeMs"), stage("prepareMs"), stage("networkMs"), rest];
    return [[title, figure(median(ours)), ...parts.map(figure)]];
  });
  const head = ["milliseconds of processor time", "in all", "decoding", "preparation", "network", "all the rest"];
  return `${table(head, rows)}

Decoding, preparation and network as in the floor, where they run one after the other without HTTP; all the rest is what a request to
the service costs beyond that: HTTP, the form, JSON, metrics, the log, and caches that are not as warm.`;
}

function formatContenders(results: Results): string {
  const rows = results.contenders.map(({ title, runs }) => [
    title,
    withSpread(spread(runs.map(({ startMs }) => startMs / 1000))),
    withSpread(spread(runs.map(({ memoryAtRest }) => megabytes(memoryAtRest)))),
    figure(megabytes(Math.max(...runs.flatMap(({ loads }) => loads.map(({ memory }) => memory))))),
    figure(megabytes(runs[0].installed)),
  ]);
  const head = ["", "start to first answer, s", "memory at rest, MB", "most memory seen, MB", "installed, MB"];
  return `${table(head, rows)}

Memory is the proportional set size of all processes. Installed is everything beside Python or Node themselves; ONNX Runtime's package
for Node holds the libraries for every platform, and the container only those that it needs.`;
}

function formatPicture(results: Results, picture: string): string {
  const rows = results.contenders.map((contender) => [
    contender.title,
    ...["1 client", "8 clients", "64 clients"].map((load) =>
      figure(medianOf(contender, picture, load, "requestsPerS")),
    ),
    spreadOf(figuresOf(results, contender.name, picture, "8 clients", "processorMs")),
    latencies(contender, picture, "50 %"),
    latencies(contender, picture, "80 %"),
    latencies(contender, picture, "120 %"),
    troubles(contender, picture),
  ]);
  for (const floor of results.floor.slice(0, 1)) {
    if (!floor.some((each) => each.picture === picture)) continue;
    const all = results.floor.flatMap((round) => round.filter((each) => each.picture === picture));
    const rate = figure(median(all.map((each) => each.requestsPerS)));
    rows.push(["the floor", rate, "", "", withSpread(spread(all.map((each) => each.processorMs))), "", "", "", ""]);
  }
  const head = [
    "",
    "requests/s, 1 client",
    "8 clients",
    "64 clients",
    "processor time per request, ms",
    "p50 / p99 / p99.9 at 50 %, ms",
    "at 80 %, ms",
    "at 120 %, ms",
    "refused, failed, unanswered",
  ];
  return table(head, rows);
}

/** Small pictures alone, and the same load while large ones are read. */
function formatMixed(results: Results): readonly string[] {
  const rows = results.contenders.flatMap((contender) => {
    const alone = medianOf(contender, "small", "50 %", "p99Ms");
    const beside = medianOf(contender, "small", "beside large", "p99Ms");
    if (alone === undefined || beside === undefined) return [];
    const p50 = medianOf(contender, "small", "beside large", "p50Ms");
    const rate = median(capacitiesOf(results, contender.name, "small") ?? []);
    return [[contender.title, figure(rate * 0.25), figure(p50), figure(beside), figure(alone)]];
  });
  if (rows.length === 0) return [];
  return [
    "### Small pictures while large ones are read",
    table(["", "small ones a second (25 %)", "p50, ms", "p99, ms", "p99 at 50 % without large ones, ms"], rows),
    "One client sends 12-megapixel JPEGs, one after the other, while small pictures come at a quarter of the capacity.",
  ];
}

type LatencyKey = "p50Ms" | "p99Ms" | "p999Ms";

function latencies(contender: ContenderResults, picture: string, load: string): string {
  const fewest = Math.min(...loadsOf(contender, picture, load).map((each) => each.answered + each.unanswered));
  const value = (key: LatencyKey, needed: number) =>
    fewest >= needed ? figure(medianOf(contender, picture, load, key)) : "–";
  return [value("p50Ms", 1), value("p99Ms", FEWEST.p99Ms), value("p999Ms", FEWEST.p999Ms)].join(" / ");
}

function troubles(contender: ContenderResults, picture: string): string {
  const all = contender.runs.flatMap(({ loads }) => loads.filter((each) => each.picture === picture));
  const sum = (key: "refused" | "failed" | "unanswered") => all.reduce((total, each) => total + each[key], 0);
  return [sum("refused"), sum("failed"), sum("unanswered")].join(", ");
}

function medianOf(
  contender: ContenderResults,
  picture: string,
  load: string,
  key: LatencyKey | "requestsPerS",
): number | undefined {
  const values = loadsOf(contender, picture, load).map((each) => each[key]);
  return values.length === 0 ? undefined : median(values);
}

function loadsOf({ runs }: ContenderResults, picture: string, load: string): readonly Figures[] {
  return runs.flatMap(({ loads }) => loads.filter((each) => each.picture === picture && each.load === load));
}

function spreadOf(values: readonly number[] | undefined): string {
  return values === undefined ? "–" : withSpread(spread(values));
}
