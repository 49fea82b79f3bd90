import { connect } from "node:net";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One character a byte. */
  readonly body: string;
}

export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** One character a byte. */
  readonly body?: string | null;
}

/** Sends exactly these bytes to a server on this machine and reads what comes until it closes the connection. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const { method, target, headers = {}, body = null } = request;
  const lines = [`${method} ${target} HTTP/1.1`, "host: digits.test", "connection: close"];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== null) lines.push(`content-length: ${body.length}`);
  return parseAnswer(await sendBytes(port, `${lines.join("\r\n")}\r\n\r\n${body ?? ""}`));
}

/** Sends bytes that may be no HTTP at all; answers all bytes that came back. */
export function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
    socket.on("error", reject);
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer in 10 s")));
    socket.write(Buffer.from(bytes, "latin1"));
  });
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine, ...lines] = text.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const body = text.slice(end + 4);
  return { status: Number(statusLine.split(" ")[1]), headers, body };
}
