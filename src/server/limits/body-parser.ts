import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { App } from "../app-type.ts";
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
    const take = (bytes: number) => app.bodyBudget.take(request.raw, bytes);
    return parse(await readBody(payload, maxBytes, take), request.headers["content-type"]);
  });
}

const FIRST_BYTES = 65_536;
/** Pieces smaller than this on average cost more than they carry. */
const MIN_AVERAGE_BYTES = 32;
const PIECES_THAT_MAY_BE_SMALL = 4096;

/**
 * Reads a body into one buffer, which grows with what has really arrived.
 *
 * @param take counts bytes as held, or throws
 * @throws RequestError 413 if it is larger, 400 if it ends early or comes in a flood of tiny pieces
 */
function readBody(payload: IncomingMessage, maxBytes: number, take: (bytes: number) => void): Promise<Buffer> {
  const announced = Number(payload.headers["content-length"] ?? 0);
  if (announced > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    let buffer: Buffer = Buffer.allocUnsafe(Math.min(announced || FIRST_BYTES, 16 * FIRST_BYTES));
    let length = 0;
    let pieces = 0;
    let hasEnded = false;
    payload.on("data", (piece: Buffer) => {
      const end = length + piece.length;
      pieces++;
      if (end > maxBytes) return stop(tooLarge(maxBytes));
      if (pieces > PIECES_THAT_MAY_BE_SMALL && end < pieces * MIN_AVERAGE_BYTES) return stop(tooSmallPieces());
      try {
        take(piece.length);
      } catch (error) {
        return stop(error);
      }
      if (end > buffer.length) buffer = grow(buffer, length, Math.min(Math.max(end, 2 * buffer.length), maxBytes));
      piece.copy(buffer, length);
      length = end;
    });
    payload.on("end", () => {
      hasEnded = true;
      resolve(buffer.subarray(0, length));
    });
    payload.on("error", endEarly);
    payload.on("close", endEarly); // comes after every "end", too
    function endEarly(): void {
      if (!hasEnded) reject(new RequestError(400, "The body ended before it was complete."));
    }
    function stop(error: unknown): void {
      payload.removeAllListeners("data");
      payload.pause();
      reject(error);
    }
  });
}

function grow(buffer: Buffer, length: number, size: number): Buffer {
  const larger = Buffer.allocUnsafe(size);
  buffer.copy(larger, 0, 0, length);
  return larger;
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(413, `The request's body is too large. At most ${maxBytes} bytes are read.`);
}

function tooSmallPieces(): RequestError {
  return new RequestError(400, "The body comes in too many tiny pieces.");
}
