import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import Fastify, { type RouteOptions } from "fastify";
import { PACKAGE_ROOT } from "../../package-root.ts";
import type { App } from "../app-type.ts";
import { COMPILERS } from "../fastapi/compilers.ts";

/** The OpenAPI document. */
export type ApiDocument = Record<string, unknown>;

/** The two headers that a key may come in. */
const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "The API key, in `Authorization: Bearer KEY`" },
  header: { type: "apiKey", in: "header", name: "X-API-Key", description: "The API key, in a header of its own" },
} as const;
const WITH_KEY = Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] }));

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
    stripBasePath: false,
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "number-predictor",
        version,
        description: `${description}\n\n[Draw a digit](${rootPath}/ui/) · [ReDoc](${rootPath}/redoc)`,
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: rootPath === "" ? "/" : rootPath }],
      tags: [
        { name: "hello", description: "Is anybody there?" },
        { name: "predict", description: "The original API: a digit and a confidence" },
        { name: "digits", description: "Probabilities, decisions, batches" },
        { name: "numbers", description: "Every number on a picture, alone or under a constraint" },
        { name: "readings", description: "Kept readings: list, review, correct, delete. Only with --readings" },
        { name: "operations", description: "Health and figures" },
      ],
      components: { securitySchemes: SECURITY_SCHEMES },
      // Without keys, one may be sent all the same.
      security: needsKey ? WITH_KEY : [{}, ...WITH_KEY],
    },
    transform: ({ schema, url, route }) => {
      const { public: isPublic = false, adminKey = false } = route.config ?? {};
      if (adminKey) return { schema: { ...schema, security: WITH_KEY }, url };
      return { schema: isPublic ? { ...schema, security: [] } : schema, url };
    },
  });
  for (const { url, method, schema, config = {} } of routes) {
    if (schema && schema.hide !== true && method !== "HEAD")
      described.route({ url, method, schema, config, handler: () => undefined });
  }
  await described.ready();
  const document = nameSchemas(described.swagger() as unknown as ApiDocument);
  await described.close();
  return document;
}

/**
 * Has each schema with a title stand once, as a component of that name.
 *
 * @throws Error if two different schemas have the same title
 */
function nameSchemas(document: ApiDocument): ApiDocument {
  const schemas: Record<string, unknown> = {};
  const { components, ...rest } = document;
  const named = visit(rest) as ApiDocument;
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...named, components: { ...(components as object), schemas: sorted } };

  function visit(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null) return value;
    const copy = Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, /^examples?$/.test(key) ? item : visit(item)]),
    );
    // Examples stand beside the schema of a whole body, and what says so of an answer is its description.
    const { title, examples, example, "x-response-description": _, ...schema } = copy as Record<string, unknown>;
    if (typeof title !== "string" || !("type" in schema)) return copy;
    if (title in schemas && !isDeepStrictEqual(schemas[title], schema)) throw new Error(`Two schemas are "${title}".`);
    schemas[title] = schema;
    return { $ref: `#/components/schemas/${title}` };
  }
}
