import type { Model } from "../../reader/load-model.ts";
import { type Service, startService } from "../../reader/open-service.ts";
import type { createApp } from "../app.ts";
import type { Settings } from "../settings.ts";
import type { Metrics } from "../telemetry/metrics.ts";

export interface Opened {
  readonly service: Service;
  readonly metrics: Metrics;
  readonly createApp: typeof createApp;
}

/** Starts the service of this process, and loads the web server while its thread loads the rest: a start is mostly loading. */
export async function openWithServer(settings: Settings, model: Model): Promise<Opened> {
  const service = startService(settings, model);
  const [{ createApp }, { createMetrics }] = await Promise.all([
    import("../app.ts"),
    import("../telemetry/metrics.ts"),
  ]);
  return { service, metrics: createMetrics(() => service.reader.manifest), createApp };
}
