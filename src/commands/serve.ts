import cluster from "node:cluster";
import { describeSettings, readSettings, type Settings } from "../config.ts";
import { createApp } from "../http/app.ts";
import { openService } from "../service.ts";
import { asksForHelp } from "./read-arguments.ts";
import { restartOnChange } from "./restart-on-change.ts";
import { superviseWorkers } from "./supervise-workers.ts";
import { toListenError } from "./to-listen-error.ts";
import { waitForSignal } from "./wait-for-signal.ts";

const HELP = `Usage: number-predictor serve [OPTION]…

Answers over HTTP until SIGTERM or Ctrl-C; then it finishes what is running and ends.

${describeSettings()}`;

/** @returns the exit status, once a signal has ended the service */
export async function serve(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(HELP);
    return 0;
  }
  const settings = readSettings(args, process.env);
  if (settings.reload) return await restartOnChange(["serve", ...args, "--no-reload"]);
  if (settings.workers > 1 && cluster.isPrimary) return await superviseWorkers(settings, announce);
  return await serveHere(settings);
}

async function serveHere(settings: Settings): Promise<number> {
  const signalled = waitForSignal(); // from the start on: as process 1 of a container, nothing else would end it
  const service = await openService(settings);
  const app = createApp(service, settings);
  try {
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
  setTimeout(() => process.exit(1), settings.gracefulShutdownTimeoutMs + 1000).unref();
  await app.close();
  await service.close();
  cluster.worker?.disconnect();
  return 0;
}

/** On standard error, since standard output is for the log's JSON lines. */
function announce(host: string, port: number): void {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  console.error(`number-predictor serves on http://${name}:${port} (Ctrl-C ends it)`);
}
