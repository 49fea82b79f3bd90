import type { App } from "../app-type.ts";
import { errorResponses } from "../schemas/errors.ts";
import { METRICS_TYPE } from "../telemetry/metrics.ts";
import { Type } from "../type.ts";

const EXAMPLE = 'number_predictor_decisions_total{decision="accept",digit="7",model="digits",version="2.7.0"} 1';

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
        description: "Of the whole service, however many processes it has.",
        response: {
          200: {
            description: "In Prometheus' format",
            content: { "text/plain": { schema: Type.String(), example: EXAMPLE } },
          },
          ...errorResponses(400, 401),
        },
      },
    },
    async (_request, reply) => {
      const text = await readMetrics();
      return reply.type(METRICS_TYPE).send(text);
    },
  );
}
