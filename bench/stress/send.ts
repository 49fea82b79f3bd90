import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, openConnection } from "../load/connection.ts";
import { limitConcurrency } from "./limit-concurrency.ts";

/** What came of requests. */
export interface Sent {
  /** Milliseconds from when it was due to the whole answer, for each that was answered with 200. */
  readonly answeredMs: number[];
  /** The longest that an answer with 200 took from when its request was sent, in milliseconds. */
  slowestMs: number;
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

/** The server closes what is idle for longer, and a request that meets the end of its connection would count as lost. */
const MAX_IDLE_MS = 3000;
/** More than the server answers at a time by default, fewer than would wait for it to accept them. */
const MAX_CONNECTIONS = 640;
/** Connections without a request, the longest idle first. */
const idle: { readonly connection: Connection; readonly sinceMs: number }[] = [];
const inTurn = limitConcurrency(MAX_CONNECTIONS);

export function createSent(): Sent {
  return { answeredMs: [], slowestMs: 0, refusedMs: [], others: new Map() };
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
  let i = 0;
  // As many as there are connections take the next request that is due. A promise for each that is late would take the server's time.
  const sender = async () => {
    while (i < total) {
      const dueMs = start + (i++ * 1000) / aSecond;
      const earlyMs = dueMs - performance.now();
      if (earlyMs > 0) await sleep(earlyMs);
      await send(port, next(), dueMs, sent);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONNECTIONS }, sender));
  return sent;
}

/** The time that a request waits for a connection counts. */
async function send(port: number, shot: Shot, dueMs: number, sent: Sent): Promise<void> {
  await inTurn(() => exchange(port, shot, dueMs, sent));
}

async function exchange(port: number, { body, expected }: Shot, dueMs: number, sent: Sent): Promise<void> {
  const connection = takeConnection(port);
  try {
    const sentMs = performance.now();
    const { status, hasRetryAfter } = await connection.exchange(toRequest(body));
    const now = performance.now();
    const ms = now - dueMs;
    if (connection.isOpen) idle.push({ connection, sinceMs: performance.now() });
    if (expected === ANY ? DAMAGED.includes(status) : status === expected) {
      sent.answeredMs.push(ms);
      sent.slowestMs = Math.max(sent.slowestMs, now - sentMs);
    } else if ((status === 503 || status === 429) && hasRetryAfter) sent.refusedMs.push(ms);
    else count(sent, String(status));
  } catch {
    count(sent, "lost");
  }
}

function takeConnection(port: number): Connection {
  while (idle.length > 0 && performance.now() - idle[0].sinceMs > MAX_IDLE_MS) idle.shift()!.connection.close();
  for (let last = idle.pop(); last; last = idle.pop()) if (last.connection.isOpen) return last.connection;
  return openConnection(port);
}

/** Made once for each body, so that the load leaves the machine to the server. */
const requests = new WeakMap<Uint8Array, Uint8Array>();

function toRequest(body: Uint8Array): Uint8Array {
  const made = requests.get(body);
  if (made) return made;
  const head = `POST /v1/digits HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: image/png\r\ncontent-length: ${body.length}\r\n\r\n`;
  const request = Buffer.concat([Buffer.from(head), body]);
  requests.set(body, request);
  return request;
}

function count({ others }: Sent, outcome: string): void {
  others.set(outcome, (others.get(outcome) ?? 0) + 1);
}
