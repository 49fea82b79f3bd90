import { setTimeout as sleep } from "node:timers/promises";
import { Gauge, type Registry } from "prom-client";
import { toStatsJson } from "../stats-json.ts";
import type { ReadingCounts } from "../store/reading-store.ts";
import { METRICS_PREFIX } from "./metrics-prefix.ts";

/** What was counted is told for so long, and at least for so many times as long as it took: many readings take a second. */
const MIN_AGE_MS = 30_000;
const MIN_AGE_PER_MS = 50;
/** A scrape waits so long for the store, then it is told what was counted last. */
const MAX_WAIT_MS = 1000;

/**
 * Adds the metrics of the store of readings.
 *
 * @returns to be called before the metrics are told
 */
export function createStoredMetrics(registry: Registry, count: () => Promise<ReadingCounts>): () => Promise<void> {
  // All processes see the same store, so that their figures aren't added up.
  const gauge = (name: string, help: string, labelNames: string[], aggregator: "max" | "min" = "max") =>
    new Gauge({ name: METRICS_PREFIX + name, help, labelNames, registers: [registry], aggregator });
  const up = gauge("store_up", "1 where readings can be kept and found, else 0", [], "min");
  const stored = gauge("stored_readings", "Kept readings by status, as reviewers see them", ["status"]);
  const labels = ["kind", "promised", "model", "version"];
  const reviewed = gauge(
    "audit_reviewed_readings",
    "Accepted readings, chosen by lot, that a person has looked at",
    labels,
  );
  const error = gauge(
    "accepted_error_ratio",
    "Share of accepted readings that is wrong: promised, measured, and the ends of its exact 95 % interval",
    ["figure", ...labels],
  );

  let countAgainAt = Number.NEGATIVE_INFINITY;
  let counting: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const startedAt = performance.now();
    try {
      const { by_status: byStatus, accepted_error: errors } = toStatsJson(await count());
      for (const [status, readings] of Object.entries(byStatus)) stored.set({ status }, readings);
      reviewed.reset();
      error.reset();
      for (const { kind, promised, model, reviewed: looked, measured, interval } of errors) {
        const of = { kind, promised, model: model.name, version: model.version };
        reviewed.set(of, looked);
        if (measured === null) continue;
        const figures = { promised, measured, low: interval[0], high: interval[1] };
        for (const [figure, share] of Object.entries(figures)) error.set({ figure, ...of }, share);
      }
      up.set(1);
    } catch {
      up.set(0); // whoever asks for readings is told why
    }
    const nowMs = performance.now();
    countAgainAt = nowMs + Math.max(MIN_AGE_MS, MIN_AGE_PER_MS * (nowMs - startedAt));
    counting = undefined;
  }

  return async () => {
    if (performance.now() < countAgainAt) return;
    counting ??= refresh();
    const wait = new AbortController();
    await Promise.race([
      counting,
      sleep(MAX_WAIT_MS, undefined, { signal: wait.signal, ref: false }).catch(() => undefined),
    ]);
    wait.abort();
  };
}
