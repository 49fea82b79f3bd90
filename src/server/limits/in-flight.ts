import { refusal } from "../../reader/refusal.ts";
import type { App } from "../app-type.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/**
 * So long a refusal is held back. Clients that try again at once would take the time that the others' answers need: refused at once, 128
 * connections got 6,600 refusals a second.
 */
const REFUSE_AFTER_MS = 500;
/** So many at a time, for what has arrived of their bodies is in memory. All further ones are refused at once. */
const MAX_HELD_BACK = 256;

/** Refuses requests beyond so many at a time. A refusal that is held back is none of them; when the server ends, it is held back no longer. */
export function limitInFlight(app: App, limit: number, metrics: Metrics): void {
  let [open, admitted] = [0, 0];
  const heldBack = new Set<() => void>();
  const leave = () => metrics.requestsInProgress.set(--open);
  const leaveAdmitted = () => {
    admitted--;
    leave();
  };
  app.addHook("onRequest", (request, reply, done) => {
    metrics.requestsInProgress.set(++open);
    if (admitted < limit || request.routeOptions.config.unlimited) {
      admitted++;
      reply.raw.once("close", leaveAdmitted);
      return done();
    }
    reply.raw.once("close", leave);
    const refuse = () => done(refusal("overloaded", "Too many requests at a time. Try again in a moment."));
    if (heldBack.size >= MAX_HELD_BACK) return refuse();
    const endWait = () => {
      heldBack.delete(refuseNow);
      clearTimeout(timer);
    };
    const refuseNow = () => {
      endWait();
      refuse();
    };
    const timer = setTimeout(refuseNow, REFUSE_AFTER_MS);
    heldBack.add(refuseNow);
    reply.raw.once("close", endWait);
  });
  app.addHook("preClose", (done) => {
    for (const refuseNow of heldBack) refuseNow();
    done();
  });
}
