import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PredictorError } from "../../errors.ts";
import { PACKAGE_ROOT } from "../../package-root.ts";
import type { App } from "../app-type.ts";

const MAX_CLOSE_MS = 5000;

/** Makes spans and sends them. */
export interface Traces {
  /** Has a span made for each request of an application that has no routes yet. */
  traceRequests(app: App): void;
  /** Sends what has not been sent, where that can be done soon. */
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens OpenTelemetry where the environment asks for it with the usual variables
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/); loads nothing of it where not.
 *
 * @returns undefined where no traces are asked for
 * @throws PredictorError `usage` where they are to go where we can't send them
 */
export async function openTraces(env: Environment = process.env): Promise<Traces | undefined> {
  if (!isAskedFor(env)) return undefined;
  const [core, resources, { BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { traceRequests }] =
    await Promise.all([
      import("@opentelemetry/core"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-base"),
      loadExporter(env),
      import("./trace-requests.ts"),
    ]);
  const { name, version } = JSON.parse(await readFile(join(PACKAGE_ROOT, "package.json"), "utf8"));
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const named = resourceFromAttributes({ "service.name": name, "service.version": version });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer(name, version);
  const propagator = new core.W3CTraceContextPropagator();
  return {
    traceRequests: (app) => traceRequests(app, tracer, propagator),
    close: () => Promise.race([provider.shutdown(), sleep(MAX_CLOSE_MS, undefined, { ref: false })]),
  };
}

function isAskedFor(env: Environment): boolean {
  if (/^true$/i.test(env.OTEL_SDK_DISABLED ?? "")) return false;
  const exporter = env.OTEL_TRACES_EXPORTER?.trim() || undefined;
  if (exporter === undefined) return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
  if (exporter !== "otlp" && exporter !== "none") {
    throw new PredictorError("usage", `OTEL_TRACES_EXPORTER must be otlp or none, not "${exporter}".`);
  }
  return exporter === "otlp";
}

async function loadExporter(env: Environment) {
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || "http/protobuf";
  if (protocol === "http/protobuf") return await import("@opentelemetry/exporter-trace-otlp-proto");
  if (protocol === "http/json") return await import("@opentelemetry/exporter-trace-otlp-http");
  throw new PredictorError(
    "usage",
    `OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json, not "${protocol}": send to the collector's port 4318.`,
  );
}
