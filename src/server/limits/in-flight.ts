import { refusal } from "../../errors.ts";
import type { App } from "../app-type.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** Refuses requests beyond so many at a time, at once. */
export function limitConcurrency(app: App, limit: number, metrics: Metrics): void {
  let running = 0;
  app.addHook("onRequest", (_request, reply, done) => {
    running++;
    metrics.requestsInProgress.set(running);
    reply.raw.once("close", () => {
      running--;
      metrics.requestsInProgress.set(running);
    });
    done();
  });
  app.addHook("onRequest", (request, _reply, done) => {
    if (running <= limit || request.routeOptions.config.unlimited) return done();
    done(refusal("overloaded", "Too many requests at a time. Try again in a moment."));
  });
}
