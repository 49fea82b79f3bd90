/** How requests come: each client sends its next one when it has its answer, or at random at a fixed rate, answered or not. */
export type Load =
  | { readonly mode: "closed"; readonly clients: number }
  | { readonly mode: "open"; readonly requestsPerS: number };

export interface LoadJob {
  readonly port: number;
  /** A whole HTTP request. */
  readonly request: Uint8Array;
  readonly load: Load;
  readonly durationMs: number;
  /** It ends earlier when so many have been sent. */
  readonly maxRequests: number;
}

export interface LoadResult {
  /** From the first request to the last answer. */
  readonly tookMs: number;
  /** Status 200. */
  readonly answered: number;
  /** Status 429 or 503. */
  readonly refused: number;
  /** Any other status, or no answer to what was sent. */
  readonly failed: number;
  /** Neither answered nor refused in time; their latency so far is among the latencies, as the least that it can be. */
  readonly unanswered: number;
  /**
   * Ascending, of what was answered. In an open loop from the moment that a request was due, even if it could only be sent
   * later: whoever waits for a slow server would else be counted only once (coordinated omission).
   */
  readonly latenciesMs: Float64Array;
}

/** What is sent after the time is up is nothing; what is under way has this long. */
export const DRAIN_MS = 2000;
