import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { createRandom } from "../../src/training/random.ts";
import { planArrivals } from "./arrivals.ts";
import { type Connection, openConnection } from "./connection.ts";
import { DRAIN_MS, type LoadJob, type LoadResult } from "./load.ts";
import { createTally, now, type SentRequest, type Tally } from "./tally.ts";

/** In an open loop; while all are busy, requests wait here, and their time runs. */
const MAX_CONNECTIONS = 512;
/** From planning to the first request, for the metronome to start. */
const LEAD_MS = 100;

/** Connections to one server, each replaced when the server has closed it. */
interface Connections {
  readonly size: number;
  open(): Connection;
  renew(connection: Connection): Connection;
  closeAll(): void;
}

/** Puts the load on a server and gives back what came of it; ends at the latest `DRAIN_MS` after the job's duration. */
export async function runLoad({ port, request, load, durationMs, maxRequests }: LoadJob): Promise<LoadResult> {
  const tally = createTally();
  const connections = createConnections(port);
  const exchange = async (connection: Connection, begun: SentRequest) => {
    const status = connection.exchange(request).then((answer) => answer.status);
    tally.end(begun, await status.catch(() => 0));
  };
  const running =
    load.mode === "closed"
      ? runClosedLoop(load.clients, durationMs, maxRequests, connections, tally, exchange)
      : runOpenLoop(
          planArrivals(load.requestsPerS, durationMs, createRandom(5)).subarray(0, maxRequests),
          connections,
          tally,
          exchange,
        );
  const expired = Promise.withResolvers<void>();
  const timer = setTimeout(expired.resolve, durationMs + LEAD_MS + DRAIN_MS);
  await Promise.race([running, expired.promise]);
  clearTimeout(timer);
  const result = tally.finish();
  connections.closeAll();
  return result;
}

type Exchange = (connection: Connection, begun: SentRequest) => Promise<void>;

async function runClosedLoop(
  clients: number,
  durationMs: number,
  maxRequests: number,
  connections: Connections,
  tally: Tally,
  exchange: Exchange,
): Promise<void> {
  const end = now() + durationMs;
  let left = maxRequests;
  const beClient = async () => {
    let connection = connections.open();
    while (left-- > 0 && now() < end) {
      connection = connections.renew(connection);
      await exchange(connection, tally.begin(now()));
    }
  };
  await Promise.all(Array.from({ length: clients }, beClient));
}

async function runOpenLoop(
  arrivals: Float64Array,
  connections: Connections,
  tally: Tally,
  exchange: Exchange,
): Promise<void> {
  const start = now() + LEAD_MS;
  const due = arrivals.map((at) => start + at);
  const metronome = new Worker(join(import.meta.dirname, "metronome.ts"), { workerData: due });
  const done = Promise.withResolvers<void>();
  const idle: Connection[] = [];
  const waiting: SentRequest[] = [];
  let begun = 0;
  let ended = 0;
  const work = async (connection: Connection) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await exchange(connection, next);
      connection = connections.renew(connection);
      ended++;
    }
    idle.push(connection);
    if (ended === due.length) done.resolve();
  };
  metronome.on("message", () => {
    waiting.push(tally.begin(due[begun++]));
    // The one that has rested longest, so that all of a server's workers get their share.
    const connection = idle.shift();
    if (connection) void work(connections.renew(connection));
    else if (connections.size < MAX_CONNECTIONS) void work(connections.open());
  });
  if (due.length > 0) await done.promise;
  await metronome.terminate();
}

function createConnections(port: number): Connections {
  const all = new Set<Connection>();
  const open = () => {
    const connection = openConnection(port);
    all.add(connection);
    return connection;
  };
  return {
    get size() {
      return all.size;
    },
    open,
    renew(connection) {
      if (connection.isOpen) return connection;
      all.delete(connection);
      return open();
    },
    closeAll() {
      for (const connection of all) connection.close();
    },
  };
}
