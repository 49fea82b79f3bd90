import type { Settings } from "../config.ts";
import type { createApp } from "../http/app.ts";
import type { Metrics } from "../http/metrics.ts";
import type { Model } from "../model/load-model.ts";
import { type Service, startService } from "../service/open-service.ts";

export interface Opened {
  readonly service: Service;
  readonly metrics: Metrics;
  readonly createApp: typeof createApp;
}

/** Starts the service of this process, and loads the web server while its thread loads the rest: a start is mostly loading. */
export async function openWithServer(settings: Settings, model: Model): Promise<Opened> {
  const service = startService(settings, model);
  const [{ createApp }, { createMetrics }] = await Promise.all([
    import("../http/app.ts"),
    import("../http/metrics.ts"),
  ]);
  return { service, metrics: createMetrics(() => service.recognizer.manifest), createApp };
}
