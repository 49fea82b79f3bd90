import { readFileSync } from "node:fs";
import { join } from "node:path";
import swagger from "@fastify/swagger";
import type { App } from "./app-type.ts";

const PACKAGE = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));

/** The two headers that a key may come in. */
const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer" },
  header: { type: "apiKey", in: "header", name: "X-API-Key" },
} as const;

/**
 * Collects the OpenAPI document from the routes' schemas. Must come before the routes.
 *
 * @param needsKey whether what is not public asks for a key
 */
export function addOpenApi(app: App, rootPath: string, needsKey: boolean): void {
  app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "number-predictor",
        version: PACKAGE.version,
        description: `${PACKAGE.description}\n\n[Draw a digit](${rootPath}/ui/) · [ReDoc](${rootPath}/redoc)`,
        license: { name: "MIT", identifier: "MIT" },
      },
      ...(rootPath !== "" && { servers: [{ url: rootPath }] }),
      tags: [
        { name: "hello", description: "Is anybody there?" },
        { name: "predict", description: "The original API: a digit and a confidence" },
        { name: "digits", description: "Probabilities, decisions, batches" },
        { name: "operations", description: "Health and figures" },
      ],
      ...(needsKey && {
        components: { securitySchemes: SECURITY_SCHEMES },
        security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),
      }),
    },
    transform: ({ schema, url, route }) => ({
      schema: needsKey && route.config?.public ? { ...schema, security: [] } : schema,
      url,
    }),
  });
}
