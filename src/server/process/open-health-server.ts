import { once } from "node:events";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { Settings } from "../settings.ts";
import { toListenError } from "./to-listen-error.ts";

// An import would make all of its exports, some of which bring Node's whole HTTP client.
const { createServer }: typeof import("node:http") = createRequire(import.meta.url)("node:http");

/** Those who ask come one after another; a connection is closed with its answer. */
const MAX_CONNECTIONS = 256;
const MAX_ARRIVAL_MS = 2000;

/**
 * Answers `/livez`, `/healthz` and `/readyz` on a port of their own, so that they are answered however many connections the service
 * has: at its own bound it takes no more. With workers, the primary answers.
 *
 * @param isReady whether the service takes requests
 * @returns null where the settings have no such port; the process doesn't wait for it at its end
 * @throws Error where it can't listen
 */
export async function openHealthServer(
  { host, healthPort }: Pick<Settings, "host" | "healthPort">,
  isReady: () => boolean,
): Promise<Server | null> {
  if (healthPort === 0) return null;
  const server = createServer({
    headersTimeout: MAX_ARRIVAL_MS,
    requestTimeout: MAX_ARRIVAL_MS,
    connectionsCheckingInterval: 500,
    maxHeaderSize: 8192,
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on("request", ({ url = "", method = "" }, response) => {
    const [status, body] = answer(url.split("?", 1)[0], method, isReady());
    const headers = { "content-type": "application/json", connection: "close", "cache-control": "no-store" };
    response.writeHead(status, status === 405 ? { ...headers, allow: "GET, HEAD" } : headers).end(JSON.stringify(body));
  });
  server.unref();
  server.listen({ host, port: healthPort, exclusive: true });
  await once(server, "listening").catch((error) => {
    throw toListenError(error, { host, port: healthPort }, "--health-port");
  });
  return server;
}

function answer(path: string, method: string, isReady: boolean): readonly [status: number, body: object] {
  if (!["/livez", "/healthz", "/readyz"].includes(path)) return [404, { detail: "Not Found" }];
  if (method !== "GET" && method !== "HEAD") return [405, { detail: "Method Not Allowed" }];
  if (path === "/readyz" && !isReady) return [503, { detail: "The service is starting, or going down." }];
  return [200, { status: "ok" }];
}
