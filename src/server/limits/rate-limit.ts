import { isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";
import type { App } from "../app-type.ts";
import { RequestError } from "../errors.ts";
import { createRequestCounts } from "./request-counts.ts";

/**
 * At most so many requests a minute for each client, in all processes together. 0 is no limit.
 *
 * @param identifyKey which valid key a request brings, if any; a made-up key is no client of its own
 */
export function limitRate(
  app: App,
  requestsAMinute: number,
  identifyKey: (request: FastifyRequest) => string | undefined,
): void {
  if (requestsAMinute === 0) return;
  const countRequest = createRequestCounts();
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.config?.unlimited) return;
    const { count, resetMs } = await countRequest(identifyKey(request) ?? toNetwork(request.ip));
    const resetS = Math.ceil(resetMs / 1000);
    reply.header("x-ratelimit-limit", requestsAMinute);
    reply.header("x-ratelimit-remaining", Math.max(0, requestsAMinute - count));
    reply.header("x-ratelimit-reset", resetS);
    if (count <= requestsAMinute) return;
    reply.header("retry-after", resetS);
    throw new RequestError(429, `Too many requests. Try again in ${resetS} seconds.`);
  });
}

/** A subscriber has a whole /64 of IPv6 addresses, and may use each for one request. */
function toNetwork(address: string): string {
  if (!isIPv6(address) || address.startsWith("::ffff:")) return address;
  const { hostname } = new URL(`http://[${address.split("%", 1)[0]}]`);
  const [head, tail = ""] = hostname.slice(1, -1).split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  const all = hostname.includes("::") ? [...groups, ...Array(missing).fill("0")] : groups;
  return `${all.slice(0, 4).join(":")}::/64`;
}
