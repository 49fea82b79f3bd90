import Type from "typebox";
import type { App } from "../app-type.ts";
import type { Metrics } from "../metrics.ts";
import { errorResponses } from "../schemas.ts";

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
        response: {
          200: { description: "In Prometheus' format", content: { "text/plain": { schema: Type.String() } } },
          ...errorResponses(401),
        },
      },
    },
    async (_request, reply) => {
      reply.type(metrics.registry.contentType);
      return metrics.registry.metrics();
    },
  );
}
