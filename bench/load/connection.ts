import { connect } from "node:net";

export interface LoadResponse {
  readonly status: number;
  readonly hasRetryAfter: boolean;
}

/** One HTTP/1.1 connection that is kept open, with one request at a time on it. */
export interface Connection {
  /**
   * Rejects where the connection breaks before the answer is whole.
   *
   * @param request head and body, as they are sent
   */
  exchange(request: Uint8Array): Promise<LoadResponse>;
  readonly isOpen: boolean;
  close(): void;
}

/** A parser of no more than what servers answer here, so that the load costs the machine little beside the server. */
export function openConnection(port: number): Connection {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let received = "";
  let waiting: { resolve(answer: LoadResponse): void; reject(error: Error): void } | undefined;
  let isOpen = true;

  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
    const answer = readResponse(received);
    if (answer === null) return;
    received = "";
    // What was not asked for, such as 408 to a client that was too slow, ends a connection.
    if (answer.closes || waiting === undefined) close();
    waiting?.resolve(answer);
    waiting = undefined;
  });
  socket.on("error", () => undefined); // "close" follows
  socket.on("close", () => {
    isOpen = false;
    waiting?.reject(new Error("The connection was closed before the answer was whole."));
  });

  function close(): void {
    isOpen = false;
    socket.destroy();
  }
  return {
    exchange(request) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      });
    },
    get isOpen() {
      return isOpen;
    },
    close,
  };
}

/** Null until the answer is whole. */
function readResponse(text: string): (LoadResponse & { closes: boolean }) | null {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return null;
  const head = text.slice(0, headEnd).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer without Content-Length is not understood here: ${head}`);
  if (text.length < headEnd + 4 + Number(length)) return null;
  return {
    status: Number(head.slice(9, 12)),
    hasRetryAfter: head.includes("\r\nretry-after:"),
    closes: /\r\nconnection: *close/.test(head),
  };
}
