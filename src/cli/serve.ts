import cluster from "node:cluster";
import { runServer } from "../server/process/run-server.ts";
import { describeSettings, readSettings, type Settings } from "../server/settings.ts";
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
  const announceThis = (host: string, port: number) => announce(host, port, settings);
  if (settings.reload) return await restartOnChange(["serve", ...args, "--no-reload"]);
  if (settings.workers > 1 && cluster.isPrimary) {
    const { superviseWorkers } = await import("../server/process/supervise-workers.ts");
    return await superviseWorkers(settings, announceThis);
  }
  // As long as a worker is connected it waits for questions.
  return await runServer(settings, announceThis).finally(() => cluster.worker?.disconnect());
}

/** On standard error, since standard output is for the log's JSON lines. */
function announce(host: string, port: number, { apiKeys, apiKeyFile }: Settings): void {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  console.error(`number-predictor serves on http://${name}:${port} (Ctrl-C ends it)`);
  if (apiKeys.length > 0 || apiKeyFile !== "") return;
  console.error("number-predictor: no API key is set: everybody who reaches this address may use it (--api-key)");
}
