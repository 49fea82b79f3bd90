import type { FastifyRequest } from "fastify";
import { refusal } from "../../reader/refusal.ts";
import type { App } from "../app-type.ts";

/**
 * Gives up requests that aren't answered in time after they have arrived (`body-parser.ts` has the time until then). The framework
 * has this too, but makes and aborts a signal for every request, also for those that are refused.
 */
export function limitResponseTime(app: App, timeoutMs: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  app.addHook("preValidation", (request, reply, done) => {
    if (request.routeOptions.config.streams) return done();
    const giveUp = () => {
      if (reply.sent) {
        reply.raw.destroy(); // in the middle of its answer
        return;
      }
      reply.send(refusal("timed_out", "The answer took longer than allowed. Try again later."));
      // The handler is cancelled now, and Fastify would log that as an error.
      reply.log = request.log.child({}, { level: "fatal" });
    };
    timers.set(request, setTimeout(giveUp, timeoutMs));
    done();
  });
  // Comes also where the client has gone away.
  app.addHook("onResponse", (request, _reply, done) => {
    clearTimeout(timers.get(request));
    done();
  });
}
