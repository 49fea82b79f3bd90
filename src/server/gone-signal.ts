import type { FastifyReply } from "fastify";

/**
 * Aborts when nobody waits for the work any more: the client has gone away, or has been told that it took too long. Fastify's own
 * `request.signal` follows the request's stream, which Node also closes when a body has been read.
 */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  if (reply.raw.destroyed) controller.abort();
  else reply.raw.once("close", () => controller.abort());
  return controller.signal;
}
