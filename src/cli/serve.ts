import cluster from "node:cluster";
import { type Joined, joinCluster } from "../server/process/join-cluster.ts";
import { loadModelRegistry, reloadOnSignal } from "../server/process/load-registry.ts";
import { openWithServer } from "../server/process/open-with-server.ts";
import { toListenError } from "../server/process/to-listen-error.ts";
import { waitForSignal } from "../server/process/wait-for-signal.ts";
import { describeSettings, readSettings, type Settings } from "../server/settings.ts";
import { openTraces } from "../server/telemetry/open-traces.ts";
import { asksForHelp } from "./read-arguments.ts";
import { restartOnChange } from "./restart-on-change.ts";

const HELP = `Usage: number-predictor serve [OPTION]…

Answers over HTTP until SIGTERM or Ctrl-C; then it finishes what is running and ends. SIGHUP has it read its model again.

${describeSettings()}`;

/** @returns the exit status, once a signal has ended the service */
export async function serve(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(HELP);
    return 0;
  }
  const settings = readSettings(args, process.env);
  if (settings.reload) return await restartOnChange(["serve", ...args, "--no-reload"]);
  if (settings.workers > 1 && cluster.isPrimary) {
    const { superviseWorkers } = await import("../server/process/supervise-workers.ts");
    return await superviseWorkers(settings, announce);
  }
  // As long as a worker is connected it waits for questions.
  return await serveHere(settings).finally(() => cluster.worker?.disconnect());
}

async function serveHere(settings: Settings): Promise<number> {
  const signalled = waitForSignal(); // from the start on: as process 1 of a container, nothing else would end it
  const traces = await openTraces();
  const { service, createApp, options } = cluster.isWorker ? await joinCluster(settings) : await openAlone(settings);
  const app = createApp(service, settings, { ...options, traces });
  try {
    await Promise.all([app.ready(), service.ready]);
    await app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    await service.close();
    throw toListenError(error, settings);
  }
  const address = app.server.address();
  if (cluster.isPrimary && typeof address === "object" && address !== null) announce(settings.host, address.port);

  await signalled;
  // What still runs when the time is up is cut off; and nothing may keep the process from ending.
  setTimeout(() => app.server.closeAllConnections(), settings.gracefulShutdownTimeoutMs).unref();
  const giveUp = setTimeout(() => process.exit(1), settings.gracefulShutdownTimeoutMs + 1000).unref();
  await app.close();
  await service.close();
  clearTimeout(giveUp);
  await traces?.close();
  setTimeout(() => process.exit(), 0).unref(); // a collector of traces that doesn't answer would keep the process
  return 0;
}

/** The service of a process that answers alone. */
async function openAlone(settings: Settings): Promise<Joined> {
  const registry = await loadModelRegistry(settings, (succeeded) => metrics.countModelChange(succeeded));
  const { service, metrics, createApp } = await openWithServer(settings, registry.model);
  await registry.join(service);
  reloadOnSignal(registry);
  return { service, createApp, options: { metrics, changeModel: registry.change } };
}

/** On standard error, since standard output is for the log's JSON lines. */
function announce(host: string, port: number): void {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  console.error(`number-predictor serves on http://${name}:${port} (Ctrl-C ends it)`);
}
