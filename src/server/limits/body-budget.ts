import type { IncomingMessage } from "node:http";
import { PredictorError } from "../../errors.ts";
import type { App, BodyBudget } from "../app-type.ts";

/** Gives the application its `bodyBudget`. Must come before the routes. */
export function addBodyBudget(app: App, maxBytes: number): void {
  const heldBy = new WeakMap<IncomingMessage, { bytes: number }>();
  let held = 0;
  app.decorate("bodyBudget", {
    take(request, bytes) {
      const holding = heldBy.get(request);
      if (holding === undefined) throw new PredictorError("cancelled", "The caller has gone away.");
      if (held + bytes > maxBytes) {
        throw new PredictorError("overloaded", "Too many bytes are being received. Try again in a moment.");
      }
      held += bytes;
      holding.bytes += bytes;
    },
  } satisfies BodyBudget);
  app.addHook("preParsing", (request, reply, _payload, done) => {
    const holding = { bytes: 0 };
    heldBy.set(request.raw, holding);
    reply.raw.once("close", () => {
      heldBy.delete(request.raw);
      held -= holding.bytes;
    });
    done();
  });
}
