import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { TestContext } from "node:test";

const MAIN = join(import.meta.dirname, "..", "..", "src", "main.ts");

export interface Server {
  readonly url: string;
  readonly process: ChildProcess;
  /** All that was written to standard error so far. */
  errors(): string;
  /** All lines of its log so far. */
  log(): string;
  /** Exit status, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Starts `number-predictor serve` on a free port, as a user does, and kills it when the test ends. */
export async function startServer(
  t: Pick<TestContext, "after">,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = spawn(process.execPath, [MAIN, "serve", "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NUMBER_PREDICTOR_CHECK_RESPONSES: "true", ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let errors = "";
  let log = "";
  child.stdout!.setEncoding("utf8").on("data", (text) => {
    log += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr!.setEncoding("utf8").on("data", (text) => {
      errors += text;
      const found = /serves on (http:\S+)/.exec(errors);
      if (found) resolve(found[1]);
    });
    void ended.then((status) => reject(new Error(`serve ended with ${status}: ${errors}`)));
  });
  return { url, process: child, errors: () => errors, log: () => log, ended };
}
