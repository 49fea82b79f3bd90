import { refusal } from "../../reader/refusal.ts";
import type { App } from "../app-type.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** Refuses requests beyond so many at a time, at once. */
export function limitInFlight(app: App, limit: number, metrics: Metrics): void {
  let inFlight = 0;
  app.addHook("onRequest", (_request, reply, done) => {
    inFlight++;
    metrics.requestsInProgress.set(inFlight);
    reply.raw.once("close", () => {
      inFlight--;
      metrics.requestsInProgress.set(inFlight);
    });
    done();
  });
  app.addHook("onRequest", (request, _reply, done) => {
    if (inFlight <= limit || request.routeOptions.config.unlimited) return done();
    done(refusal("overloaded", "Too many requests at a time. Try again in a moment."));
  });
}
