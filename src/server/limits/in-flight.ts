import { refusal } from "../../reader/refusal.ts";
import type { App } from "../app-type.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/**
 * So long a refusal is held back. Clients that try again at once would take the time that the others' answers need: refused at once, one
 * connection makes some thousand refusals a second.
 */
const REFUSE_AFTER_MS = 500;
/** So many at a time: what has arrived of them is in memory. */
const MAX_HELD_BACK = 256;

/** Refuses requests beyond so many at a time. A refusal that is held back is none of them. */
export function limitInFlight(app: App, limit: number, metrics: Metrics): void {
  let [open, admitted, heldBack] = [0, 0, 0];
  app.addHook("onRequest", (request, reply, done) => {
    metrics.requestsInProgress.set(++open);
    const isAdmitted = admitted < limit || request.routeOptions.config.unlimited === true;
    const isHeldBack = !isAdmitted && heldBack < MAX_HELD_BACK;
    if (isAdmitted) admitted++;
    if (isHeldBack) heldBack++;
    const refuse = () => done(refusal("overloaded", "Too many requests at a time. Try again in a moment."));
    const refusing = isHeldBack ? setTimeout(refuse, REFUSE_AFTER_MS) : undefined;
    reply.raw.once("close", () => {
      metrics.requestsInProgress.set(--open);
      if (isAdmitted) admitted--;
      if (isHeldBack) heldBack--;
      clearTimeout(refusing);
    });
    if (isAdmitted) done();
    else if (!isHeldBack) refuse();
  });
}
