import type { FastifyReply } from "fastify";

/**
 * Aborts when nobody waits for the work any more: the client has gone away, or has been told that it took too long. Fastify's own
 * `request.signal` follows the request's stream, which Node also closes when a body has been read.
 */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const { raw } = reply;
  if (raw.destroyed) controller.abort();
  // Work that was answered needs no cancelling, and an abort makes errors, which are dear. Of what took too long there is an answer, too: 503.
  else raw.once("close", () => (raw.writableFinished && raw.statusCode < 500) || controller.abort());
  return controller.signal;
}
