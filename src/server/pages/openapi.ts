import { readFileSync } from "node:fs";
import { join } from "node:path";
import Fastify, { type RouteOptions } from "fastify";
import { PACKAGE_ROOT } from "../../package-root.ts";
import type { App } from "../app-type.ts";
import { COMPILERS } from "../fastapi/compilers.ts";

/** The OpenAPI document. */
export type ApiDocument = Record<string, unknown>;

/** The two headers that a key may come in. */
const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer" },
  header: { type: "apiKey", in: "header", name: "X-API-Key" },
} as const;

/**
 * Notes the routes that are added from now on.
 *
 * @param needsKey whether what is not public asks for a key
 * @returns makes the OpenAPI document from their schemas when it is first asked for, since what makes it is slow to load
 */
export function collectOpenApi(app: App, rootPath: string, needsKey: boolean): () => Promise<ApiDocument> {
  const routes: RouteOptions[] = [];
  app.addHook("onRoute", (route) => {
    routes.push(route);
  });
  let document: Promise<ApiDocument> | undefined;
  return () => {
    document ??= describe(routes, rootPath, needsKey);
    return document;
  };
}

async function describe(routes: readonly RouteOptions[], rootPath: string, needsKey: boolean): Promise<ApiDocument> {
  const { version, description } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  const described = Fastify({ exposeHeadRoutes: false, schemaController: COMPILERS });
  await described.register(import("@fastify/swagger"), {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "number-predictor",
        version,
        description: `${description}\n\n[Draw a digit](${rootPath}/ui/) · [ReDoc](${rootPath}/redoc)`,
        license: { name: "MIT", identifier: "MIT" },
      },
      ...(rootPath !== "" && { servers: [{ url: rootPath }] }),
      tags: [
        { name: "hello", description: "Is anybody there?" },
        { name: "predict", description: "The original API: a digit and a confidence" },
        { name: "digits", description: "Probabilities, decisions, batches" },
        { name: "numbers", description: "Every number on a picture, alone or under a constraint" },
        { name: "readings", description: "Kept readings: list, review, correct, delete. Only with --readings" },
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
  for (const { url, method, schema, config = {} } of routes) {
    if (schema && schema.hide !== true && method !== "HEAD")
      described.route({ url, method, schema, config, handler: () => undefined });
  }
  await described.ready();
  const document = described.swagger() as unknown as ApiDocument;
  await described.close();
  return document;
}
