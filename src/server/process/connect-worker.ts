import type { Worker } from "node:cluster";
import type { Model } from "../../reader/load-model.ts";
import type { ModelParticipant } from "../../reader/open-service.ts";
import type { MetricsJson } from "../telemetry/metrics.ts";
import type { ClusterMetrics } from "./cluster-metrics.ts";
import { connectProcesses } from "./connect-processes.ts";
import type { ModelChange, ModelRegistry } from "./model-registry.ts";
import { watchWorker } from "./watch-worker.ts";

/** A worker that is too busy to send its metrics does not hold up a scrape. */
const MAX_SCRAPE_MS = 2000;

/** Gives a worker the model that is served, and passes on what it asks the primary for. Its other half is `join-cluster.ts`. */
export function connectWorker(worker: Worker, registry: ModelRegistry, metrics: ClusterMetrics): void {
  const ask = connectProcesses(worker, {
    model: () => registry.join(participant),
    change: (change: ModelChange) => registry.change(change),
    metrics: () => metrics.read(),
  });
  const participant: ModelParticipant = {
    prepare: (model: Model) => ask("prepare", model),
    commit: () => ask("commit"),
    abort: () => ask("abort"),
  };
  const leave = metrics.join(() => ask<MetricsJson>("metrics", undefined, MAX_SCRAPE_MS));
  watchWorker(worker, ask, () =>
    console.error(`number-predictor: worker ${worker.process.pid} doesn't answer; it is killed`),
  );
  worker.once("disconnect", () => {
    registry.leave(participant);
    leave();
  });
}
