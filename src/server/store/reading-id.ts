import { randomFillSync } from "node:crypto";

const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MAX_COUNT = 0xfff;

const random = Buffer.alloc(8 * 512);
let used = random.length;
let lastMs = 0;
let count = 0;

/**
 * A new UUIDv7 (RFC 9562, 5.7): 48 bits of time, 12 bits that count within a millisecond (6.2, method 1), 62 random bits. Later ids of
 * a process are greater.
 *
 * @param nowMs milliseconds since the Unix epoch
 */
export function createId(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) [lastMs, count] = [nowMs, 0];
  else if (++count > MAX_COUNT) [lastMs, count] = [lastMs + 1, 0];
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const tail = random.toString("hex", used, used + 8);
  used += 8;
  const variant = (8 + (Number.parseInt(tail[0], 16) & 3)).toString(16);
  return join(lastMs, count.toString(16).padStart(3, "0"), variant + tail.slice(1, 4), tail.slice(4));
}

/** Whether it is an id as `createId` writes them. */
export function isId(text: string): boolean {
  return PATTERN.test(text);
}

/** When it was made, in milliseconds since the Unix epoch. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The least id of a time: those made from then on are greater or equal. */
export function firstIdAt(ms: number): string {
  return join(Math.min(Math.max(Math.ceil(ms), 0), 2 ** 48 - 1), "000", "8000", "000000000000");
}

function join(ms: number, counter: string, middle: string, tail: string): string {
  const time = ms.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${middle}-${tail}`;
}
