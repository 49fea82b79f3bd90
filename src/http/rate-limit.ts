import rateLimit from "@fastify/rate-limit";
import type { App } from "./app-type.ts";
import { RequestError } from "./errors.ts";
import { readKey } from "./keys.ts";

/** At most so many requests a minute for each key, or for each address where there is none. 0 is no limit. */
export function limitRate(app: App, requestsAMinute: number): void {
  if (requestsAMinute === 0) return;
  app.register(rateLimit, {
    max: requestsAMinute,
    timeWindow: 60_000,
    cache: 10_000,
    keyGenerator: (request) => readKey(request) ?? request.ip,
    allowList: (request) => request.routeOptions.config.unlimited === true,
    errorResponseBuilder: (_request, { after }) => new RequestError(429, `Too many requests. Try again in ${after}.`),
  });
}
