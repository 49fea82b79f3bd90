import type { Model } from "../../reader/load-model.ts";
import type { AppOptions } from "../app.ts";
import type { Settings } from "../settings.ts";
import { connectProcesses } from "./connect-processes.ts";
import type { ModelState } from "./model-registry.ts";
import { type Opened, openWithServer } from "./open-with-server.ts";

/** A service and what its application needs of the process, or processes, around it. */
export interface Joined extends Omit<Opened, "metrics"> {
  readonly options: AppOptions;
}

/** A machine may be very busy when many processes start. */
const MAX_START_MS = 120_000;

/**
 * Opens the service of a worker: its model comes from the primary (`connect-worker.ts`), which also changes it and
 * adds up the metrics of all.
 *
 * @throws PredictorError `model_unusable`
 */
export async function joinCluster(settings: Settings): Promise<Joined> {
  process.on("SIGHUP", () => undefined); // meant for the primary, though a terminal tells all
  const ask = connectProcesses(process, {
    alive: async () => undefined,
    prepare: async (next: Model) => (await opened).service.prepare(next),
    commit: async () => (await opened).service.commit(),
    abort: async () => (await opened).service.abort(),
    metrics: async () => (await opened).metrics.toJson(),
  });
  const opened = ask<Model>("model", undefined, MAX_START_MS).then((model) => openWithServer(settings, model));
  const { service, metrics, createApp } = await opened;
  const options: AppOptions = {
    metrics,
    readMetrics: () => ask<string>("metrics"),
    changeModel: (change) => ask<ModelState>("change", change),
  };
  return { service, createApp, options };
}
