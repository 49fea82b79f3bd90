import { refusal } from "../errors.ts";
import type { App } from "./app-type.ts";

/**
 * Gives up requests that aren't answered in time. The framework has this too, but makes and aborts a signal for every request, also
 * for those that are refused.
 */
export function limitAnswerTime(app: App, timeoutMs: number): void {
  app.addHook("onRequest", (_request, reply, done) => {
    const timer = setTimeout(() => {
      if (reply.sent)
        reply.raw.destroy(); // in the middle of its answer
      else reply.send(refusal("timed_out", "The answer took longer than allowed. Try again later."));
    }, timeoutMs);
    reply.raw.once("close", () => clearTimeout(timer));
    done();
  });
}
