import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type FastifyHttpOptions, LogController } from "fastify";
import type { Settings } from "./settings.ts";

/** What is refused before the framework sees a request: too large, too slow, or no HTTP at all. */
export function toServerOptions(settings: Settings) {
  return {
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: settings.maxHeaderBytes },
    exposeHeadRoutes: true,
    trustProxy: toTrustProxy(settings.forwardedAllowIps),
    requestTimeout: 0, // a large body may come slowly: body-parser.ts and linger.ts have an eye on it
    keepAliveTimeout: settings.keepAliveTimeoutMs,
    http: {
      requireHostHeader: false, // require-host.ts answers in our shape
      maxHeaderSize: settings.maxHeaderBytes,
      headersTimeout: Math.min(settings.requestTimeoutMs, settings.headersTimeoutMs),
      connectionsCheckingInterval: 1000,
    },
    return503OnClosing: false, // what has been accepted is still answered
    forceCloseConnections: "idle",
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }), // we have a line of our own
    rewriteUrl: repairEscapes,
    clientErrorHandler,
  } satisfies FastifyHttpOptions<Server>;
}

function toTrustProxy(addresses: readonly string[]): boolean | string[] {
  return addresses.includes("*") || (addresses.length > 0 && [...addresses]);
}

/** Reads `%zz` and bytes that are no UTF-8 as uvicorn does, instead of refusing them. */
function repairEscapes(request: IncomingMessage): string {
  const url = request.url ?? "/";
  if (!url.includes("%")) return url;
  const query = url.indexOf("?");
  const path = query === -1 ? url : url.slice(0, query);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    const repaired = path.replace(/%(?![0-9a-f]{2})/gi, "%25").replace(/(%[0-9a-f]{2})+/gi, repairUtf8);
    return query === -1 ? repaired : repaired + url.slice(query);
  }
}

function repairUtf8(escapes: string): string {
  return encodeURIComponent(Buffer.from(escapes.replaceAll("%", ""), "hex").toString());
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [status: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "The request's headers are too large."],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["413 Payload Too Large", "The request's chunk extensions are too large."],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "The request took too long to arrive."],
};

/** Node's own handler asks the socket for its answer as well. */
type AnsweringSocket = Socket & { readonly _httpMessage?: ServerResponse | null };

function clientErrorHandler(error: Error & { code?: string }, socket: AnsweringSocket): void {
  const isAnswering = socket._httpMessage?.headersSent === true; // in the middle of that, another one would be taken for its body
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable || isAnswering) {
    socket.destroy(error);
    return;
  }
  const [status, detail] = CLIENT_ERRORS[error.code ?? ""] ?? ["400 Bad Request", "Invalid HTTP request received."];
  const body = JSON.stringify({ detail });
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}
