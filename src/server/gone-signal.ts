import type { FastifyReply } from "fastify";

/**
 * Aborts when nobody waits for the work any more: the client has gone away, or has been told that it took too long. Fastify's own
 * `request.signal` follows the request's stream, which Node also closes when a body has been read.
 */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const { raw } = reply;
  if (raw.destroyed) controller.abort();
  // After a whole answer nothing is left to cancel, and an abort makes errors, which are dear.
  else raw.once("close", () => raw.writableFinished || controller.abort());
  return controller.signal;
}
