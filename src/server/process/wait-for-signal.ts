import cluster from "node:cluster";

/** Waits for the first SIGTERM or SIGINT. A second one ends the process at once, as is its default. */
export function waitForSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    // Ctrl-C in a terminal reaches the workers too; they wait for the primary.
    if (cluster.isWorker) process.on("SIGINT", () => undefined);
    else process.once("SIGINT", resolve);
  });
}
