import type { App } from "../app-type.ts";
import type { Metrics } from "../metrics.ts";
import { errorResponses } from "../schemas.ts";
import { Type } from "../type.ts";

/** `GET /metrics`, in Prometheus' text format. */
export function addMetricsRoute(app: App, metrics: Metrics, isPublic: boolean): void {
  app.get(
    "/metrics",
    {
      config: { public: isPublic, unlimited: true },
      schema: {
        operationId: "metrics",
        tags: ["operations"],
        summary: "Figures for Prometheus",
        produces: ["text/plain"],
        response: { 200: Type.String(), ...errorResponses(401) },
      },
    },
    async (_request, reply) => {
      reply.type(metrics.registry.contentType);
      return metrics.registry.metrics();
    },
  );
}
