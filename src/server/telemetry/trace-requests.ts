import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { FastifyRequest } from "fastify";
import type { App } from "../app-type.ts";
import type { TimedReading } from "./server-timing.ts";

/**
 * A span for each request, below the caller's where it sends `traceparent`; and below it, for each picture, what was done one
 * after the other. Health checks and scrapes are left out. No span holds a path or a name.
 */
export function traceRequests(app: App, tracer: Tracer, propagator: TextMapPropagator): void {
  const spans = new WeakMap<FastifyRequest, Span>();

  app.addHook("onRequest", (request, _reply, done) => {
    const { config, url: route } = request.routeOptions;
    if (config.unlimited) return done();
    const caller = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
    const name = route === undefined ? request.method : `${request.method} ${route}`;
    const attributes = {
      "http.request.method": request.method,
      "http.route": route,
      "number_predictor.request_id": request.id,
    };
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, caller);
    request.traceId = span.spanContext().traceId;
    spans.set(request, span);
    done();
  });

  app.addHook("onResponse", (request, reply, done) => {
    const span = spans.get(request);
    if (span === undefined) return done();
    if (span.isRecording()) {
      const context = trace.setSpan(ROOT_CONTEXT, span);
      for (const reading of reply.readings ?? []) traceReading(reading, context);
    }
    span.setAttribute("http.response.status_code", reply.statusCode);
    if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    done();
  });

  /** From the times that were kept: the reader knows nothing of spans. */
  function traceReading({ timings, decision }: TimedReading, parent: Context): void {
    const { startedMs, decodeMs, findMs, queueMs, inferMs } = timings;
    const steps = { queue: queueMs, decode: decodeMs, prepare: findMs, inference: inferMs };
    let at = Date.now() - (performance.now() - startedMs);
    const attributes = decision === undefined ? {} : { "number_predictor.decision": decision };
    const total = tracer.startSpan("recognize", { startTime: at, attributes }, parent);
    const context = trace.setSpan(parent, total);
    for (const [name, ms] of Object.entries(steps)) {
      const step = tracer.startSpan(name, { startTime: at }, context);
      at += ms;
      step.end(at);
    }
    total.end(at);
  }
}
