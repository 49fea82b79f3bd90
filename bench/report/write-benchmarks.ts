import type { Results } from "../results.ts";
export function writeBenchmarks(results: Results, _docs: string | undefined): string {
  return (
    results.contenders
      .map((c) =>
        c.runs
          .map(
            (r) =>
              `${c.name} start ${r.startMs.toFixed(0)} rest ${(r.memoryAtRest / 1e6).toFixed(0)} inst ${(r.installed / 1e6).toFixed(0)}\n` +
              r.loads
                .map(
                  (l) =>
                    `  ${l.picture} ${l.load} ${l.requestsPerS.toFixed(0)}/s p50 ${l.p50Ms.toFixed(2)} p99 ${l.p99Ms.toFixed(2)} p999 ${l.p999Ms.toFixed(2)} cpu ${l.processorMs.toFixed(3)} mem ${(l.memory / 1e6).toFixed(0)} refused ${l.refused} failed ${l.failed} un ${l.unanswered}`,
                )
                .join("\n"),
          )
          .join("\n"),
      )
      .join("\n") +
    "\n" +
    JSON.stringify(results.floor)
  );
}
