import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What came of requests. */
export interface Sent {
  /** Milliseconds from when it was due to the whole answer, for each that was answered with 200. */
  readonly answeredMs: number[];
  /** Likewise for 429 and 503 with Retry-After. */
  readonly refusedMs: number[];
  /** Any other status, by status; "lost" without an answer. */
  readonly others: Map<string, number>;
}

/** A request and the status that it should have. */
export interface Shot {
  readonly body: Uint8Array;
  readonly expected: number;
}

/** Of a damaged picture: an answer, or any of the refusals that a picture can have. */
export const ANY = 0;
const DAMAGED = [200, 400, 413, 415, 422];

const agent = new Agent({ keepAlive: true, maxSockets: 2000, scheduling: "fifo" });

export function createSent(): Sent {
  return { answeredMs: [], refusedMs: [], others: new Map() };
}

/** So many clients send one request after the other; for finding out the capacity. */
export async function sendBusily(port: number, clients: number, durationMs: number, next: () => Shot): Promise<Sent> {
  const sent = createSent();
  const end = performance.now() + durationMs;
  const client = async () => {
    while (performance.now() < end) await send(port, next(), performance.now(), sent);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return sent;
}

/** Sends at a fixed rate, however long the answers take, and waits for all of them. */
export async function sendAtRate(
  port: number,
  aSecond: number,
  durationMs: number,
  next: () => Shot,
  sent = createSent(),
): Promise<Sent> {
  const start = performance.now();
  const total = Math.floor((durationMs / 1000) * aSecond);
  const running = new Set<Promise<void>>();
  for (let i = 0; i < total; ) {
    for (; i < total && start + (i * 1000) / aSecond <= performance.now(); i++) {
      const one: Promise<void> = send(port, next(), start + (i * 1000) / aSecond, sent).finally(() =>
        running.delete(one),
      );
      running.add(one);
    }
    await sleep(1);
  }
  await Promise.all(running);
  return sent;
}

function send(port: number, { body, expected }: Shot, dueMs: number, sent: Sent): Promise<void> {
  return new Promise((resolve) => {
    const finish = (outcome: number | "lost", isRetryable = false) => {
      const ms = performance.now() - dueMs;
      const isFit = expected === ANY ? DAMAGED.includes(outcome as number) : outcome === expected;
      if (isFit) sent.answeredMs.push(ms);
      else if (isRetryable) sent.refusedMs.push(ms);
      else sent.others.set(String(outcome), (sent.others.get(String(outcome)) ?? 0) + 1);
      resolve();
    };
    const headers = { "content-type": "image/png", "content-length": body.length };
    const options = { agent, port, host: "127.0.0.1", path: "/v1/digits", method: "POST", headers };
    const outgoing = request(options, (answer) => {
      const status = answer.statusCode!;
      const isRetryable = (status === 503 || status === 429) && answer.headers["retry-after"] !== undefined;
      answer.on("error", () => finish("lost"));
      answer.on("end", () => finish(status, isRetryable)).resume();
    });
    outgoing.on("error", () => finish("lost"));
    outgoing.end(body);
  });
}

/** The value below which this share of the values lies; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
