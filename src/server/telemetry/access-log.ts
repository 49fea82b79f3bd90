import type { FastifyReply } from "fastify";
import type { App } from "../app-type.ts";
import type { Metrics } from "./metrics.ts";
import { sumTimings } from "./server-timing.ts";

/** Logs and counts each request: its route's pattern, never its path, which may hold a file's or a person's name. */
export function addAccessLog(app: App, metrics: Metrics, log: boolean): void {
  app.decorateReply("readings", null);
  app.decorateRequest("traceId", "");
  app.addHook("onError", (_request, _reply, error, done) => {
    metrics.countRejected(error);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? "none";
    const status = reply.statusCode;
    const ms = reply.elapsedTime;
    metrics.countRequest(method, route, status, ms / 1000);
    if (log) {
      const line = {
        ...(request.traceId !== "" && { trace_id: request.traceId }),
        method,
        route,
        status,
        duration_ms: round(ms),
        ...toLoggedTimings(reply),
        ...(!reply.raw.writableFinished && { aborted: true }),
      };
      request.log.info(line, "request");
    }
    done();
  });
}

function toLoggedTimings({ readings }: FastifyReply) {
  if (readings === null) return {};
  const { decodeMs, findMs, queueMs, inferMs } = sumTimings(readings);
  return {
    images: readings.length,
    decode_ms: round(decodeMs),
    prepare_ms: round(findMs),
    queue_ms: round(queueMs),
    infer_ms: round(inferMs),
  };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
