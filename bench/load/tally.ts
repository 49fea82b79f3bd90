import type { LoadResult } from "./load.ts";

/** A request that has begun, for its client at least. */
export interface SentRequest {
  readonly sinceMs: number;
}

/** Keeps count of requests, from the time when they were due. */
export interface Tally {
  begin(sinceMs: number): SentRequest;
  /** @param status 0 where there was no answer */
  end(request: SentRequest, status: number): void;
  /** Requests that have not ended count with the time that they have taken so far. */
  finish(): LoadResult;
}

export function createTally(clock: () => number = now): Tally {
  const open = new Set<SentRequest>();
  const latencies: number[] = [];
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  let answered = 0;
  let refused = 0;
  let failed = 0;
  return {
    begin(sinceMs) {
      const request = { sinceMs };
      firstMs = Math.min(firstMs, sinceMs);
      open.add(request);
      return request;
    },
    end(request, status) {
      lastMs = clock();
      open.delete(request);
      if (status === 200) {
        answered++;
        latencies.push(lastMs - request.sinceMs);
      } else if (status === 429 || status === 503) refused++;
      else failed++;
    },
    finish() {
      const endMs = clock();
      for (const { sinceMs } of open) latencies.push(endMs - sinceMs);
      const tookMs = Math.max(0, (open.size > 0 ? endMs : lastMs) - firstMs);
      const latenciesMs = Float64Array.from(latencies).sort();
      return { tookMs, answered, refused, failed, unanswered: open.size, latenciesMs };
    },
  };
}

/** Milliseconds by a clock that all threads share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
