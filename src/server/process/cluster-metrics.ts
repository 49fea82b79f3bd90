import { addUpCounts, type Metrics, type MetricsJson, toMetricsText } from "../telemetry/metrics.ts";

/** The metrics of all processes as one. */
export interface ClusterMetrics {
  /** In Prometheus' text format. */
  read(): Promise<string>;
  /**
   * Counts a process in.
   *
   * @returns to be called when it has ended: what it had counted stays, as it last told it, so that no sum ever falls
   */
  join(ask: () => Promise<MetricsJson>): () => void;
}

/** @param local what the primary itself counts */
export function createClusterMetrics(local: Metrics): ClusterMetrics {
  const last = new Map<() => Promise<MetricsJson>, MetricsJson>();
  let ended: Promise<MetricsJson> = Promise.resolve([]);
  return {
    async read() {
      await Promise.all(
        [...last.keys()].map(async (ask) => {
          const metrics = await ask().catch(() => undefined); // it starts, or it is ending: what it last told stands
          if (metrics !== undefined && last.has(ask)) last.set(ask, metrics);
        }),
      );
      const present = [...last.values()];
      return await toMetricsText([...present, await ended, await local.toJson()]);
    },
    join(ask) {
      last.set(ask, []);
      return () => {
        const left = last.get(ask) ?? [];
        last.delete(ask);
        ended = ended.then((before) => addUpCounts([before, left]));
      };
    },
  };
}
