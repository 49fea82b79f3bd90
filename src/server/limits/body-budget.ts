import type { IncomingMessage } from "node:http";
import { PredictorError } from "../../errors.ts";
import { freeBytes } from "../../reader/free-bytes.ts";
import { refusal } from "../../reader/refusal.ts";
import type { App, BodyBudget } from "../app-type.ts";

/** A body of an everyday picture. A quarter of all bytes is theirs alone. */
const SMALL_BYTES = 1_000_000;
const RESERVED_FOR_SMALL = 0.25;
/** How fast a body comes is known after so long; until then it counts as this fast, in bytes a millisecond. */
const NEW_MS = 2000;
const RATE_WHILE_NEW = 1000;
/** A rate is of the last one or two spans of this length. */
const SPAN_MS = 1000;

/** What one request holds. */
interface Holding {
  bytes: number;
  /** What has arrived, once it is whole. */
  body: Uint8Array | undefined;
  /** The answer and each picture that is being read need the bytes. */
  users: number;
  /** Ends the arrival; undefined where nothing arrives any more. */
  giveUp: ((error: PredictorError) => void) | undefined;
  readonly startMs: number;
  spanStartMs: number;
  spanBytes: number;
  lastSpanBytes: number;
}

/**
 * Gives the application its `bodyBudget`. Where it is used up, the body that comes slowest gives way: else a few clients that send
 * nearly all of theirs and then wait would keep all others out. Must come before the routes.
 */
export function addBodyBudget(app: App, maxBytes: number): void {
  const maxLargeBytes = maxBytes * (1 - RESERVED_FOR_SMALL);
  const heldBy = new WeakMap<IncomingMessage, Holding>();
  const arriving = new Set<Holding>();
  let held = 0;
  let heldByLarge = 0;

  function add(holding: Holding, bytes: number): void {
    const before = largePart(holding.bytes);
    holding.bytes += bytes;
    held += bytes;
    heldByLarge += largePart(holding.bytes) - before;
  }

  function fits(holding: Holding, bytes: number): boolean {
    const moreOfLarge = largePart(holding.bytes + bytes) - largePart(holding.bytes);
    return held + bytes <= maxBytes && (moreOfLarge === 0 || heldByLarge + moreOfLarge <= maxLargeBytes);
  }

  /** The slowest one that may give way to this one. */
  function findSlowest(other: Holding, isLarge: boolean): Holding | undefined {
    const nowMs = performance.now();
    let slowest: Holding | undefined;
    let minRate = rateOf(other, nowMs);
    for (const holding of arriving) {
      if (holding === other || (isLarge && largePart(holding.bytes) === 0)) continue;
      const rate = rateOf(holding, nowMs);
      if (rate < minRate) [slowest, minRate] = [holding, rate];
    }
    return slowest;
  }

  function take(holding: Holding, bytes: number): void {
    while (!fits(holding, bytes)) {
      const slowest = findSlowest(holding, holding.bytes + bytes > SMALL_BYTES);
      if (slowest === undefined)
        throw refusal("overloaded", "Too many bytes are being received. Try again in a moment.");
      arriving.delete(slowest);
      add(slowest, -slowest.bytes);
      slowest.giveUp?.(refusal("overloaded", "Too many bytes are being received, and these came slowest. Try again."));
    }
    add(holding, bytes);
  }

  function leave(holding: Holding): void {
    holding.users--;
    if (holding.users > 0) return;
    add(holding, -holding.bytes);
    if (holding.body !== undefined) freeBytes(holding.body);
  }

  app.decorate("bodyBudget", {
    take(request, bytes) {
      take(find(heldBy, request), bytes);
    },
    receive(request, giveUp) {
      const holding = find(heldBy, request);
      holding.giveUp = giveUp;
      arriving.add(holding);
      return {
        take(bytes) {
          countRate(holding, bytes, performance.now());
          take(holding, bytes);
        },
        keep(body) {
          holding.body = body;
        },
        end: () => void arriving.delete(holding),
      };
    },
    keepUntil(request, work) {
      const holding = heldBy.get(request);
      if (holding === undefined) return;
      holding.users++;
      const done = () => leave(holding);
      work.then(done, done);
    },
  } satisfies BodyBudget);

  app.addHook("preParsing", (request, reply, _payload, done) => {
    const startMs = performance.now();
    const holding: Holding = {
      ...{ bytes: 0, body: undefined, users: 1, giveUp: undefined },
      ...{ startMs, spanStartMs: startMs, spanBytes: 0, lastSpanBytes: 0 },
    };
    heldBy.set(request.raw, holding);
    reply.raw.once("close", () => {
      heldBy.delete(request.raw);
      arriving.delete(holding);
      leave(holding);
    });
    done();
  });
}

function find(heldBy: WeakMap<IncomingMessage, Holding>, request: IncomingMessage): Holding {
  const holding = heldBy.get(request);
  if (holding === undefined) throw new PredictorError("cancelled", "The client has disconnected.");
  return holding;
}

/** A large body's bytes are all of them, a small one's none. */
function largePart(bytes: number): number {
  return bytes > SMALL_BYTES ? bytes : 0;
}

function countRate(holding: Holding, bytes: number, nowMs: number): void {
  const spans = Math.floor((nowMs - holding.spanStartMs) / SPAN_MS);
  if (spans > 0) {
    holding.lastSpanBytes = spans === 1 ? holding.spanBytes : 0;
    holding.spanBytes = 0;
    holding.spanStartMs += spans * SPAN_MS;
  }
  holding.spanBytes += bytes;
}

/** In bytes a millisecond. */
function rateOf(holding: Holding, nowMs: number): number {
  if (nowMs - holding.startMs < NEW_MS) return RATE_WHILE_NEW;
  countRate(holding, 0, nowMs);
  return (holding.lastSpanBytes + holding.spanBytes) / (SPAN_MS + nowMs - holding.spanStartMs);
}
