import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Results } from "../results.ts";
import { formatBenchmarks } from "./benchmarks.ts";
import { drawPlots } from "./plots.ts";

/** Writes `benchmarks.md` and its plots, `benchmarks/*.svg`, into a folder. */
export function writeBenchmarks(dir: string, results: Results): void {
  const plots = drawPlots(results);
  mkdirSync(join(dir, "benchmarks"), { recursive: true });
  for (const { name, svg } of plots) writeFileSync(join(dir, "benchmarks", `${name}.svg`), svg);
  writeFileSync(join(dir, "benchmarks.md"), formatBenchmarks(results, plots));
}
