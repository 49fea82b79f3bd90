import cluster from "node:cluster";

/** How many requests a client has made in its present window, and when the next one begins. */
export interface RequestCount {
  readonly count: number;
  readonly resetMs: number;
}

/** Counts a request of a client. */
export type CountRequest = (client: string) => RequestCount | Promise<RequestCount>;

interface Question {
  readonly countRequestOf: string;
  readonly number: number;
}

interface Reply extends RequestCount {
  readonly countedRequest: number;
}

const WINDOW_MS = 60_000;
/** Beyond so many clients in a window, those that came first are forgotten. */
const MAX_CLIENTS = 100_000;

/** Counts the requests of a whole service: a worker asks the primary, which counts for all of them. */
export function createRequestCounts(): CountRequest {
  return cluster.isWorker ? askPrimary() : countHere();
}

/** Has this process, the primary, count for its workers, those that follow too. */
export function countForWorkers(): void {
  const count = countHere();
  cluster.on("message", (worker, message: Partial<Question>) => {
    if (typeof message?.countRequestOf !== "string") return;
    worker.send({ countedRequest: message.number, ...count(message.countRequestOf) }, () => undefined);
  });
}

/** Each client has windows of its own, by a clock that nobody sets. */
function countHere(): (client: string) => RequestCount {
  const windows = new Map<string, { readonly startMs: number; count: number }>();
  return (client) => {
    const nowMs = performance.now();
    let window = windows.get(client);
    if (window === undefined || nowMs - window.startMs >= WINDOW_MS) {
      windows.delete(client); // so that it comes last in the order in which windows are forgotten
      window = { startMs: nowMs, count: 0 };
      windows.set(client, window);
      if (windows.size > MAX_CLIENTS) windows.delete(windows.keys().next().value!);
    }
    window.count++;
    return { count: window.count, resetMs: window.startMs + WINDOW_MS - nowMs };
  };
}

function askPrimary(): CountRequest {
  const waiting = new Map<number, (count: RequestCount) => void>();
  let asked = 0;
  process.on("message", (message: Partial<Reply>) => {
    if (typeof message?.countedRequest !== "number") return;
    waiting.get(message.countedRequest)?.(message as Reply);
    waiting.delete(message.countedRequest);
  });
  return (client) =>
    new Promise((resolve, reject) => {
      const question: Question = { countRequestOf: client, number: asked++ };
      waiting.set(question.number, resolve);
      process.send!(question, undefined, undefined, (error) => error && reject(error));
    });
}
