import type { FastifyReply } from "fastify";
import type { Answer, Timings } from "../../core/read-digit.ts";

/** Keeps what the request has come to for log and traces, and says where the time went in a `Server-Timing` header. */
export function setAnswers(reply: FastifyReply, answers: readonly Answer[]): void {
  reply.answers = answers;
  reply.header("server-timing", toServerTiming(answers));
}

/** Summed over a batch. */
export function sumTimings(answers: readonly Answer[]): Omit<Timings, "startedMs"> {
  const sum = { decodeMs: 0, prepareMs: 0, queueMs: 0, inferMs: 0 };
  for (const { timings } of answers) {
    sum.decodeMs += timings.decodeMs;
    sum.prepareMs += timings.prepareMs;
    sum.queueMs += timings.queueMs;
    sum.inferMs += timings.inferMs;
  }
  return sum;
}

/** https://www.w3.org/TR/server-timing/ */
function toServerTiming(answers: readonly Answer[]): string {
  const { decodeMs, prepareMs, queueMs, inferMs } = sumTimings(answers);
  const parts = { decode: decodeMs, prepare: prepareMs, queue: queueMs, infer: inferMs };
  return Object.entries(parts)
    .map(([name, ms]) => `${name};dur=${ms.toFixed(3)}`)
    .join(", ");
}
