import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A line as WebPageTest has them (https://docs.webpagetest.org/configuring/#connectivity). */
export interface Line {
  readonly bytesPerSecond: number;
  readonly roundTripMs: number;
}

export interface SlowLine {
  readonly port: number;
  /** What has come down since the last call. */
  takeBytes(): number;
  close(): void;
}

const CHUNK_BYTES = 1460;

/**
 * A port of this machine that leads to another one over a slow line, which all connections share: half of the round trip on each way,
 * one more for each connection to open, and a rate down. In front of the server, since a browser's own brake spares its workers.
 */
export async function openSlowLine(target: URL, { bytesPerSecond, roundTripMs }: Line): Promise<SlowLine> {
  let bytes = 0;
  let freeAt = 0;
  const sockets = new Set<Socket>();
  const server = createServer(async (client) => {
    sockets.add(client);
    client.on("error", () => client.destroy());
    client.pause();
    await wait(roundTripMs); // the handshake
    const upstream = connect(Number(target.port), target.hostname);
    sockets.add(upstream);
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
    client.on("data", (data) => setTimeout(() => upstream.write(data), roundTripMs / 2));
    client.resume();
    upstream.on("data", (data) => {
      for (let at = 0; at < data.length; at += CHUNK_BYTES) {
        const chunk = data.subarray(at, at + CHUNK_BYTES);
        const now = performance.now();
        freeAt = Math.max(freeAt, now) + (1000 * chunk.length) / bytesPerSecond;
        setTimeout(
          () => {
            bytes += chunk.length;
            if (!client.destroyed) client.write(chunk);
          },
          freeAt - now + roundTripMs / 2,
        );
      }
    });
    upstream.on("end", () => setTimeout(() => client.end(), Math.max(0, freeAt - performance.now()) + roundTripMs));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    takeBytes() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
