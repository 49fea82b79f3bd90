import type { ValidateFunction } from "ajv/dist/2020.js";
import type { App } from "./app-type.ts";
import { RequestError } from "./errors.ts";

/**
 * Answers 500 in place of a response that its schema doesn't describe: one with a field that isn't there, of another type or outside of
 * its bounds, or with a status that isn't listed. The compiler checks what handlers return already; this also checks values and errors.
 * For tests and development, since loading what checks takes longer than starting.
 */
export function checkResponses(app: App): void {
  const checks = new WeakMap<object, ValidateFunction>();
  app.addHook("preSerialization", async (request, reply, payload) => {
    const responses = request.routeOptions.schema?.response as Readonly<Record<string, object>> | undefined;
    if (responses === undefined || isOfEveryEndpoint(reply.statusCode)) return payload;
    const schema = responses[reply.statusCode];
    const place = `${request.method} ${request.routeOptions.url} ${reply.statusCode}`;
    if (schema === undefined) throw new RequestError(500, `${place}: the endpoint's schema doesn't list this status.`);
    const check = checks.get(schema) ?? (await compile(schema));
    checks.set(schema, check);
    if (check(payload)) return payload;
    const problems = check.errors!.map(({ instancePath, message, params }) =>
      [instancePath, message, JSON.stringify(params)].join(" "),
    );
    throw new RequestError(500, `${place}: the response doesn't fit its schema: ${problems.join("; ")}`);
  });
}

/** What no endpoint lists: headers that are too large, a client that has gone, a defect of ours. */
function isOfEveryEndpoint(status: number): boolean {
  return status === 431 || status === 499 || status === 500;
}

async function compile(schema: object): Promise<ValidateFunction> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  return new Ajv2020({ strict: false, validateFormats: false }).compile(close(schema) as object);
}

/** The schema, with no other fields than those that it names. */
function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== "object" || schema === null) return schema;
  const closed = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === "examples" ? value : close(value)]),
  );
  return "properties" in schema && "type" in schema ? { additionalProperties: false, ...closed } : closed;
}
