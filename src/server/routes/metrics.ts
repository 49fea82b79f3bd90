import type { App } from "../app-type.ts";
import { errorResponses } from "../schemas.ts";
import { METRICS_TYPE } from "../telemetry/metrics.ts";
import { Type } from "../type.ts";

/** `GET /metrics`, in Prometheus' text format: of the whole service, however many processes it has. */
export function addMetricsRoute(app: App, readMetrics: () => Promise<string>, isPublic: boolean): void {
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
      const text = await readMetrics();
      return reply.type(METRICS_TYPE).send(text);
    },
  );
}
