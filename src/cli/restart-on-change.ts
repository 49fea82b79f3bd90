import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs this program again under `node --watch`, which starts it anew when one of the files that it has loaded changes.
 *
 * @param args what to give the program
 * @returns its exit status
 */
export async function restartOnChange(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ["--watch", "--watch-preserve-output", process.argv[1], ...args], {
    stdio: "inherit",
  });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGTERM", pass);
  process.on("SIGINT", pass);
  const [status] = await once(child, "exit");
  return status ?? 0;
}
