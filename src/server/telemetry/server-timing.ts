import type { FastifyReply } from "fastify";
import type { Decision, Timings } from "../../core/reading.ts";

/** What log and traces keep of a reading. */
export interface TimedReading {
  readonly timings: Timings;
  /** Absent where several numbers were read. */
  readonly decision?: Decision;
}

/** Keeps what the request has come to, errors of single images aside, for log and traces, and says where the time went in a `Server-Timing` header. */
export function setReadings(reply: FastifyReply, all: readonly (TimedReading | Error)[]): void {
  const readings = all.filter((reading): reading is TimedReading => !(reading instanceof Error));
  reply.readings = readings;
  reply.header("server-timing", toServerTiming(readings));
}

/** Summed over a batch. */
export function sumTimings(readings: readonly TimedReading[]): Omit<Timings, "startedMs"> {
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
function toServerTiming(readings: readonly TimedReading[]): string {
  const { decodeMs, findMs, queueMs, inferMs } = sumTimings(readings);
  const parts = { decode: decodeMs, prepare: findMs, queue: queueMs, infer: inferMs };
  return Object.entries(parts)
    .map(([name, ms]) => `${name};dur=${ms.toFixed(3)}`)
    .join(", ");
}
