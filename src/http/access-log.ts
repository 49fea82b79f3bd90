import type { App } from "./app-type.ts";
import type { Metrics } from "./metrics.ts";

/** Logs and counts each request: its route's pattern, never its path, which may hold a file's or a person's name. */
export function addAccessLog(app: App, metrics: Metrics, log: boolean): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? "none";
    const status = reply.statusCode;
    const ms = reply.elapsedTime;
    metrics.countRequest(method, route, status, ms / 1000);
    if (log) {
      const aborted = reply.raw.writableFinished ? {} : { aborted: true };
      const line = {
        request_id: request.id,
        method,
        route,
        status,
        duration_ms: Math.round(ms * 1000) / 1000,
        ...aborted,
      };
      request.log.info(line, "request");
    }
    done();
  });
}
