import type { FastifyReply } from "fastify";
import type { Reading, Timings } from "../../core/reading.ts";

/** Keeps what the request has come to for log and traces, and says where the time went in a `Server-Timing` header. */
export function setReadings(reply: FastifyReply, readings: readonly Reading[]): void {
  reply.readings = readings;
  reply.header("server-timing", toServerTiming(readings));
}

/** Summed over a batch. */
export function sumTimings(readings: readonly Reading[]): Omit<Timings, "startedMs"> {
  const sum = { decodeMs: 0, findMs: 0, queueMs: 0, inferMs: 0 };
  for (const { timings } of readings) {
    sum.decodeMs += timings.decodeMs;
    sum.findMs += timings.findMs;
    sum.queueMs += timings.queueMs;
    sum.inferMs += timings.inferMs;
  }
  return sum;
}

/** https://www.w3.org/TR/server-timing/ */
function toServerTiming(readings: readonly Reading[]): string {
  const { decodeMs, findMs, queueMs, inferMs } = sumTimings(readings);
  const parts = { decode: decodeMs, prepare: findMs, queue: queueMs, infer: inferMs };
  return Object.entries(parts)
    .map(([name, ms]) => `${name};dur=${ms.toFixed(3)}`)
    .join(", ");
}
