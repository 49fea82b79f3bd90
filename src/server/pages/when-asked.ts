import Fastify from "fastify";
import type { App, SchemaTypes } from "../app-type.ts";
import { handleError, handleNotFound } from "../errors.ts";
import { COMPILERS } from "../fastapi/compilers.ts";
import { addResponseHeaders } from "../response-headers.ts";
import { createRequestId } from "../telemetry/request-id.ts";

/**
 * Has these paths answered by an application of their own, which is made when somebody first asks for one of them: pages are
 * for people, and loading what serves them would take a third of the service's start.
 *
 * @param build adds the pages' routes
 */
export function addWhenAsked(
  app: App,
  paths: readonly string[],
  isPublic: boolean,
  build: (pages: App) => Promise<void>,
): void {
  let making: Promise<App> | undefined;
  for (const path of paths) {
    app.route({
      url: path,
      method: ["GET", "HEAD"],
      config: { public: isPublic },
      schema: { hide: true },
      handler: async (request, reply) => {
        making ??= make(build);
        const pages = await making;
        request.raw.headers["x-request-id"] = request.id;
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) reply.raw.setHeader(name, value);
        }
        reply.hijack();
        pages.routing(request.raw, reply.raw);
      },
    });
  }
  app.addHook("onClose", async () => (await making)?.close());
}

async function make(build: (pages: App) => Promise<void>): Promise<App> {
  const pages: App = Fastify({
    routerOptions: { ignoreTrailingSlash: true },
    genReqId: createRequestId,
    schemaController: COMPILERS,
  }).withTypeProvider<SchemaTypes>();
  pages.setErrorHandler(handleError);
  pages.setNotFoundHandler(handleNotFound);
  addResponseHeaders(pages);
  await build(pages);
  await pages.ready();
  return pages;
}
