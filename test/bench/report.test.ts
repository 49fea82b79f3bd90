import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBenchmarks } from "../../bench/report/benchmarks.ts";
import { drawPlots } from "../../bench/report/plots.ts";
import { drawScaling, formatScaling, type Growth } from "../../bench/report/scaling.ts";
import { compareWithTargets } from "../../bench/report/targets.ts";
import type { Figures, Results, Run } from "../../bench/results.ts";

test("the verdicts follow from the figures, and targets whose contender is missing are left out", () => {
  const results = createResults({ original: { processorMs: 50, requestsPerS: 20 }, ours: { requestsPerS: 1000 } });
  const verdicts = compareWithTargets(results).map(({ what, measured, verdict }) => [
    what.split(":")[0],
    measured,
    verdict,
  ]);
  assert.deepEqual(verdicts, [
    ["the original", "50 (50–50)×", "reached"],
    ["the floor", "2 (2–2)× of it", "not reached"],
    ["from start to the first answer", "0.25 (0.25–0.25) s", "stretch goal reached"],
    ["memory at rest", "80 (80–80) MB", "stretch goal reached"],
  ]);
});

test("the document has every contender, and says what was not reached", () => {
  const results = createResults({ "fastapi-onnx": { processorMs: 1.5 }, ours: { p99Ms: 3 } });
  const text = formatBenchmarks(results, drawPlots(results));
  assert.match(
    text,
    /\| FastAPI .* only scales: processor time per request, 28×28 PNG \| 2× less \| 3× less \| 1\.5 .* \*\*not reached\*\* \|/,
  );
  assert.match(text, /takes 0\.25 ms .* it would need 6× less/);
  assert.match(text, /^\| title of ours \| 100 \| 100 \| 100 \|/m);
  assert.doesNotMatch(text, /NaN|undefined|null/);
});

test("how cost grows: a row and two plots for each growth, and what a million pictures take", () => {
  const point = (size: number) => ({
    ...{ size, picturesPerS: 100 * size, processorMs: 0.5 },
    ...{ p50Ms: 1, p99Ms: 2, refused: size === 1000 ? 7 : 0, failed: 0, memory: 1e8 },
  });
  const growths = (["pictures", "processes", "clients"] as const).map(
    (name): Growth => ({ name, runs: [1, 10, 1000].map((size) => [point(size), point(size)]) }),
  );
  const { machine } = createResults({});
  const text = formatScaling(growths, { machine, rounds: 2, seconds: 1 });
  assert.match(text, /^\| 1000 \| 100,000 .* \| 14 \| 0 \|$/m);
  assert.match(text, /a core reads at most 2,000 pictures a second/);
  assert.match(text, /A million pictures take 0\.139 core hours/);
  assert.doesNotMatch(text, /NaN|undefined|null/);
  for (const { name } of drawScaling(growths)) assert.ok(text.includes(`(benchmarks/${name}.svg)`), name);
});

const FIGURES: Omit<Figures, "picture" | "load"> = {
  answered: 100,
  refused: 0,
  failed: 0,
  unanswered: 0,
  requestsPerS: 100,
  p50Ms: 1,
  p99Ms: 2,
  p999Ms: 3,
  processorMs: 1,
  memory: 1e8,
};

/** Two rounds, all alike. */
function createResults(contenders: Readonly<Record<string, Partial<Figures>>>): Results {
  const run = (figures: Partial<Figures>): Run => ({
    startMs: 250,
    memoryAtRest: 8e7,
    installed: 1e9,
    loads: [
      ...["1 client", "8 clients", "64 clients"].map((load) => ({ picture: "small", load, ...FIGURES, ...figures })),
      ...["50 %", "80 %", "120 %"].map((load) => ({
        ...{ picture: "small", load, offeredPerS: 100 },
        ...FIGURES,
        ...figures,
      })),
    ],
  });
  const floor = { requestsPerS: 2000, processorMs: 0.5, decodeMs: 0.05, prepareMs: 0.2, networkMs: 0.25 };
  return {
    machine: {
      date: "2026-01-02T03:04:05.000Z",
      commit: "abc1234",
      processor: "a processor",
      cores: 2,
      memory: 8e9,
      system: "Linux",
      loadBefore: 0.1,
      versions: { node: "v24" },
    },
    rounds: 2,
    seconds: 1,
    pictures: [{ name: "small", title: "28×28 PNG", bytes: 500 }],
    contenders: Object.entries(contenders).map(([name, figures]) => ({
      name,
      title: `title of ${name}`,
      isOurs: name === "ours",
      runs: [run(figures), run(figures)],
    })),
    floor: [[{ picture: "small", ...floor }], [{ picture: "small", ...floor }]],
  };
}
