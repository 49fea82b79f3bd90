import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import { freeBytes } from "../../reader/free-bytes.ts";
import type { App, ArrivalTimes, Receiving } from "../app-type.ts";
import { RequestError } from "../errors.ts";

/**
 * Has bodies of this media type (`*` for every other one) read into memory, then parsed.
 *
 * @param maxBytes most bytes of a body
 */
export function addBodyParser(
  app: App,
  mediaType: string,
  maxBytes: number,
  parse: (body: Buffer, contentType: string | undefined) => unknown,
): void {
  app.addContentTypeParser(mediaType, async (request: FastifyRequest, payload: IncomingMessage) => {
    const body = await readBody(payload, maxBytes, app.arrivalTimes, (giveUp) =>
      app.bodyBudget.receive(request.raw, giveUp),
    );
    return parse(body, request.headers["content-type"]);
  });
}

const FIRST_BYTES = 65_536;
/** A buffer that is full is replaced by one so many times as large, at most. What is not written to takes no memory yet. */
const GROWTH = 8;
/** Pieces smaller than this on average cost more than they carry. */
const MIN_AVERAGE_BYTES = 32;
const PIECES_THAT_MAY_BE_SMALL = 4096;
const NOTHING = Buffer.alloc(0);

/**
 * Reads a body into one buffer, which grows with what has really arrived. While it grows, what has arrived is in memory twice: so it
 * grows in few, large steps.
 *
 * @param receive counts bytes as held
 * @throws RequestError 413 if it is larger, 408 if it comes too slowly, 400 if it ends early or comes in a flood of tiny pieces
 */
function readBody(
  payload: IncomingMessage,
  maxBytes: number,
  { timeoutMs, minBytesPerS }: ArrivalTimes,
  receive: (giveUp: (error: Error) => void) => Receiving,
): Promise<Buffer> {
  const announced = Number(payload.headers["content-length"] ?? 0);
  if (announced > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    let buffer: Buffer = Buffer.allocUnsafe(Math.min(announced || FIRST_BYTES, 16 * FIRST_BYTES));
    let length = 0;
    let pieces = 0;
    let isSettled = false;
    const receiving = receive(stop);
    let checkedLength = 0;
    const minBytes = (minBytesPerS * timeoutMs) / 1000;
    const watch = setInterval(() => {
      if (length - checkedLength < minBytes) stop(tooSlow());
      checkedLength = length;
    }, timeoutMs);
    payload.on("data", (piece: Buffer) => {
      const end = length + piece.length;
      pieces++;
      if (end > maxBytes) return stop(tooLarge(maxBytes));
      if (pieces > PIECES_THAT_MAY_BE_SMALL && end < pieces * MIN_AVERAGE_BYTES) return stop(tooSmallPieces());
      try {
        receiving.take(piece.length);
      } catch (error) {
        return stop(error);
      }
      if (end > buffer.length)
        buffer = grow(buffer, length, Math.min(Math.max(end, GROWTH * buffer.length), announced || maxBytes));
      piece.copy(buffer, length);
      freeBytes(piece);
      length = end;
    });
    payload.on("end", () => {
      if (isSettled) return;
      settle();
      receiving.keep(buffer);
      resolve(buffer.subarray(0, length));
    });
    payload.on("error", endEarly);
    payload.on("close", endEarly); // comes after every "end", too
    function endEarly(): void {
      if (!isSettled) stop(new RequestError(400, "The body ended before it was complete."));
    }
    function stop(error: unknown): void {
      settle();
      payload.removeAllListeners("data");
      payload.pause();
      freeBytes(buffer);
      buffer = NOTHING;
      reject(error);
    }
    function settle(): void {
      isSettled = true;
      clearInterval(watch);
      receiving.end();
    }
  });
}

function grow(buffer: Buffer, length: number, size: number): Buffer {
  const larger = Buffer.allocUnsafe(size);
  buffer.copy(larger, 0, 0, length);
  freeBytes(buffer);
  return larger;
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(413, `The request's body is too large. At most ${maxBytes} bytes are read.`);
}

function tooSlow(): RequestError {
  return new RequestError(408, "The request took too long to arrive.");
}

function tooSmallPieces(): RequestError {
  return new RequestError(400, "The body comes in too many tiny pieces.");
}
