import { createRequire } from "node:module";
import type { FastifyReply, HTTPMethods } from "fastify";
import type { App } from "../app-type.ts";

// An import would make all of its exports, some of which bring Node's whole HTTP client: a tenth of a start.
const { METHODS }: { METHODS: readonly string[] } = createRequire(import.meta.url)("node:http");

/** What Node's parser lets through; CONNECT never comes as a request. */
const REFUSABLE = METHODS.filter((method) => method !== "CONNECT") as HTTPMethods[];

/**
 * Watches which methods each path has, and answers 405 with `Allow` for the others. Must be called before the routes
 * are added; what it returns is to be registered after them.
 */
export function createMethodNotAllowed(app: App): (scope: App) => Promise<void> {
  for (const method of REFUSABLE) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
  const known = new Map<string, { allowed: Set<string>; isPublic: boolean }>();
  app.addHook("onRoute", ({ url, method, config }) => {
    if (url.includes("*")) return;
    const route = known.get(url) ?? { allowed: new Set<string>(), isPublic: config?.public === true };
    for (const each of [method].flat()) route.allowed.add(each);
    known.set(url, route);
  });
  return async (scope) => {
    for (const [url, { allowed, isPublic }] of [...known]) {
      const allow = [...allowed].join(", ");
      const refuse = (reply: FastifyReply) =>
        reply.code(405).header("allow", allow).send({ detail: "Method Not Allowed" });
      scope.route({
        url,
        method: REFUSABLE.filter((method) => !allowed.has(method)),
        config: { public: isPublic },
        schema: { hide: true },
        onRequest: async (_request, reply) => refuse(reply), // before the body, whatever it is, is looked at
        handler: (_request, reply) => refuse(reply),
      });
    }
  };
}
