import type { Answer } from "../recognizer.ts";

/** Where the time went, for a `Server-Timing` header (https://www.w3.org/TR/server-timing/); summed over a batch. */
export function toServerTiming(answers: readonly Answer[]): string {
  let decodeMs = 0;
  let prepareMs = 0;
  let inferMs = 0;
  for (const { timings } of answers) {
    decodeMs += timings.decodeMs;
    prepareMs += timings.prepareMs;
    inferMs += timings.inferMs;
  }
  return `decode;dur=${decodeMs.toFixed(3)}, prepare;dur=${prepareMs.toFixed(3)}, infer;dur=${inferMs.toFixed(3)}`;
}
