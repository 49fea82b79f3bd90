import type { FastifyReply } from "fastify";

/**
 * Aborts when the client goes away before it has its whole answer. Fastify's own `request.signal` follows the request's stream,
 * which Node also closes when a body has been read.
 */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
