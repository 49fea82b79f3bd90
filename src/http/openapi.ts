import { readFileSync } from "node:fs";
import { join } from "node:path";
import swagger from "@fastify/swagger";
import type { App } from "./app-type.ts";

const PACKAGE = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));

/** Collects the OpenAPI document from the routes' schemas. Must come before the routes. */
export function addOpenApi(app: App, rootPath: string): void {
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
    },
  });
}
