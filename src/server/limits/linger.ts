import type { IncomingMessage } from "node:http";
import { freeBytes } from "../../reader/free-bytes.ts";
import type { App } from "../app-type.ts";

/** How much of a body that was refused is still received and dropped, and for how long. */
const MAX_BYTES = 100_000_000;
const MAX_MS = 10_000;
const CHECK_MS = 100;

/**
 * Receives and drops what is still on its way when a request is answered early, such as with 413. To close the connection at once
 * would reset it, and the many clients that send everything before they look for an answer would never see it.
 */
export function lingerAfterRefusals(app: App): void {
  app.addHook("onSend", (request, reply, _payload, done) => {
    const { raw } = request;
    if (raw.complete === false && hasBody(raw)) {
      const undo = halfClose(raw);
      reply.raw.once("finish", () => {
        undo();
        drop(raw);
      });
    }
    done();
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Where Node would close the connection after the answer, only its own side is closed as long as something comes. */
function halfClose(raw: IncomingMessage): () => void {
  const { socket } = raw;
  const { destroySoon } = socket;
  socket.destroySoon = () => {
    if (raw.complete) destroySoon.call(socket);
    else socket.end();
  };
  return () => {
    socket.destroySoon = destroySoon;
  };
}

function drop(raw: IncomingMessage): void {
  const { socket } = raw;
  const startBytes = socket.bytesRead;
  const endMs = performance.now() + MAX_MS;
  raw.on("data", (piece: Buffer) => freeBytes(piece));
  raw.resume();
  const watch = setInterval(() => {
    const isTooMuch = socket.bytesRead - startBytes > MAX_BYTES || performance.now() > endMs;
    const isDone = raw.complete && socket.writableEnded;
    if (!socket.destroyed && (isTooMuch || isDone)) socket.destroy();
    if (socket.destroyed || raw.complete) clearInterval(watch);
  }, CHECK_MS);
}
