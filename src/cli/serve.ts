import cluster from "node:cluster";
import type { Manifest } from "../core/manifest.ts";
import { checkSettings } from "../server/check-settings.ts";
import { describeSettingGroups } from "../server/describe-setting-groups.ts";
import { runServer } from "../server/process/run-server.ts";
import { readSettings, SETTING_NAMES, VARIABLES_HELP } from "../server/settings.ts";
import { announce } from "./announce.ts";
import { openBrowser } from "./open-browser.ts";
import { asksForHelp, type CommandLine } from "./read-arguments.ts";
import { restartOnChange } from "./restart-on-change.ts";

export const SERVE_LINE: CommandLine = { options: {}, settings: SETTING_NAMES };

const HELP = `Usage: number-predictor serve [OPTION]…

Answers over HTTP until SIGTERM or Ctrl-C; then it finishes what is running and ends. SIGHUP has it read its model again.

${describeSettingGroups()}

${VARIABLES_HELP}`;

/** @returns the exit status, once a signal has ended the service */
export async function serve(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(HELP);
    return 0;
  }
  const settings = readSettings(args, process.env);
  checkSettings(settings);
  const onReady = (port: number, model: Manifest) => {
    const url = `http://${toHostName(settings.host)}:${port}`;
    announce(url, model, settings);
    if (!settings.open) return;
    const page = `${url}/ui/`;
    openBrowser(page, () => console.error(`number-predictor: no browser could be opened; the page is at ${page}`));
  };
  if (settings.reload) return await restartOnChange(["serve", ...args, "--no-reload"]);
  if (settings.workers > 1 && cluster.isPrimary) {
    const { superviseWorkers } = await import("../server/process/supervise-workers.ts");
    return await superviseWorkers(settings, onReady);
  }
  // As long as a worker is connected it waits for questions.
  return await runServer(settings, onReady).finally(() => cluster.worker?.disconnect());
}

/** What a browser of this machine calls it. */
function toHostName(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
