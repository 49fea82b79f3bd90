import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

// The thread that answers health checks: its other half is `open-health-server.ts`.

export interface HealthData {
  readonly host: string;
  readonly port: number;
  /** `[when the main thread was last seen, on the clock of `process.hrtime`; whether it takes requests]` */
  readonly state: BigInt64Array<SharedArrayBuffer>;
}

/** What it tells once: that it listens, or why it can't. */
export type FromHealthThread =
  | { readonly listening: true }
  | { readonly code: string | undefined; readonly message: string };

/** Those who ask come one after another; a connection is closed with its answer. */
const MAX_CONNECTIONS = 256;
const MAX_ARRIVAL_MS = 2000;
/** The main thread is never held up for long. */
const MAX_SILENCE_S = 10;

const { host, port, state } = workerData as HealthData;
const tell = (message: FromHealthThread) => parentPort!.postMessage(message);

const server = createServer({
  headersTimeout: MAX_ARRIVAL_MS,
  requestTimeout: MAX_ARRIVAL_MS,
  connectionsCheckingInterval: 500,
  maxHeaderSize: 8192,
});
server.maxConnections = MAX_CONNECTIONS;
server.on("request", ({ url = "", method = "" }, response) => {
  const [status, body] = answer(url.split("?", 1)[0], method);
  const headers = { "content-type": "application/json", connection: "close", "cache-control": "no-store" };
  response.writeHead(status, status === 405 ? { ...headers, allow: "GET, HEAD" } : headers).end(JSON.stringify(body));
});
server.on("error", (error: NodeJS.ErrnoException) => tell({ code: error.code, message: error.message }));
server.listen({ host, port }, () => tell({ listening: true }));

function answer(path: string, method: string): readonly [status: number, body: object] {
  if (!["/livez", "/healthz", "/readyz"].includes(path)) return [404, { detail: "Not Found" }];
  if (method !== "GET" && method !== "HEAD") return [405, { detail: "Method Not Allowed" }];
  const silentS = Number(process.hrtime.bigint() - Atomics.load(state, 0)) / 1e9;
  if (silentS > MAX_SILENCE_S) return [503, { detail: `The process has been busy for ${silentS.toFixed(0)} s.` }];
  const isReady = Atomics.load(state, 1) === 1n;
  if (path === "/readyz" && !isReady) return [503, { detail: "The service is starting, or going down." }];
  return [200, { status: "ok" }];
}
