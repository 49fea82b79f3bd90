import type { Socket } from "node:net";
import type { App } from "../app-type.ts";
import { RequestError } from "../errors.ts";
import type { Settings } from "../settings.ts";

/** What one connection may ask for: so many requests before it has its answers, and so many headers. */
export function limitConnection(
  app: App,
  settings: Pick<Settings, "limitConnections" | "limitPipelining" | "maxHeaders">,
): void {
  // A worker that is full must not pass connections on to another one that is.
  Object.assign(app.server, { maxConnections: settings.limitConnections, dropMaxConnection: true });

  const unanswered = new WeakMap<Socket, number>();
  app.addHook("onRequest", (request, reply, done) => {
    const { socket } = request.raw;
    const waiting = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, waiting);
    reply.raw.once("close", () => unanswered.set(socket, unanswered.get(socket)! - 1));
    if (waiting > settings.limitPipelining) socket.destroy();
    else if (request.raw.rawHeaders.length > 2 * settings.maxHeaders) {
      done(new RequestError(431, `The request has too many headers. At most ${settings.maxHeaders} are read.`));
    } else done();
  });
}
