import type { Worker } from "node:cluster";
import type { Model } from "../../reader/load-model.ts";
import type { MetricsJson } from "../telemetry/metrics.ts";
import type { ClusterFigures } from "./cluster-metrics.ts";
import { connectProcesses } from "./connect-processes.ts";
import type { ModelChange, ModelKeeper, ModelPlace } from "./model-registry.ts";

/** A process that is too busy to tell its figures spoils nobody's scrape. */
const LONGEST_SCRAPE_MS = 2000;

/** Gives a worker the model that is served, and what it asks for in the name of all. Its other half is `join-cluster.ts`. */
export function attendWorker(worker: Worker, keeper: ModelKeeper, figures: ClusterFigures): void {
  const ask = connectProcesses(worker, {
    model: () => keeper.join(place),
    change: (change: ModelChange) => keeper.change(change),
    figures: () => figures.read(),
  });
  const place: ModelPlace = {
    stage: (model: Model) => ask("stage", model),
    take: () => ask("take"),
    drop: () => ask("drop"),
  };
  const leave = figures.join(() => ask<MetricsJson>("metrics", undefined, LONGEST_SCRAPE_MS));
  worker.once("disconnect", () => {
    keeper.leave(place);
    leave();
  });
}
