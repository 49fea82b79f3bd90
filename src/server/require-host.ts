import type { App } from "./app-type.ts";
import { RequestError } from "./errors.ts";

/**
 * Refuses what has no single `Host` (RFC 9112, 3.2), and expectations other than `100-continue`, in the shape of all errors. Node's own
 * answers have no body; it is told not to look for a host in `server-options.ts`.
 */
export function requireHost(app: App): void {
  app.addHook("onRequest", (request, _reply, done) => {
    const { rawHeaders, httpVersionMinor } = request.raw;
    let hosts = 0;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      if (rawHeaders[i].length === 4 && rawHeaders[i].toLowerCase() === "host") hosts++;
    }
    const isFine = hosts === 1 || (hosts === 0 && httpVersionMinor === 0);
    done(isFine ? undefined : new RequestError(400, "The request must have one Host header."));
  });
  app.server.on("checkExpectation", (_request, response) => {
    const body = JSON.stringify({ detail: "The only expectation that can be met is 100-continue." });
    response.writeHead(417, { "content-type": "application/json", "content-length": body.length, connection: "close" });
    response.end(body);
  });
}
