import type { App } from "../app-type.ts";

/** Lets pages of these origins call the API from a browser; of no others. */
export function addCors(app: App, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.register(import("@fastify/cors"), {
    origin: origins.includes("*") ? "*" : [...origins],
    methods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    // Any header that a page asks for: what it may do depends on its key alone, and no cookie goes along.
    exposedHeaders: ["etag", "location", "retry-after", "server-timing", "x-request-id"],
    maxAge: 600,
  });
}
