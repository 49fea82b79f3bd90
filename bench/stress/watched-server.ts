import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A server in a process of its own, as `npm start` runs it, and what the system knows of it. */
export interface WatchedServer {
  readonly port: number;
  readonly pid: number;
  /** Resolves with the exit status, or the signal that ended it. */
  readonly ended: Promise<string>;
  readonly residentMb: () => number;
  /** Open files and connections. */
  readonly countDescriptors: () => number;
  /** @returns as `ended` */
  stop(): Promise<string>;
}

/**
 * @param options of `number-predictor serve`
 * @param semiSpaceMb of Node's `--max-semi-space-size`
 */
export async function startWatchedServer(options: readonly string[], semiSpaceMb = 16): Promise<WatchedServer> {
  const main = join(import.meta.dirname, "../../src/main.ts");
  const args = [
    ...[`--max-semi-space-size=${semiSpaceMb}`, main, "serve", "--port", "0"],
    ...["--no-access-log", "--log-level", "error", ...options],
  ];
  // `serve` begins itself again with the allocator's settings of the container, where the environment has none.
  const { MALLOC_ARENA_MAX: _, MALLOC_MMAP_THRESHOLD_: __, ...env } = process.env;
  const server = spawn(process.execPath, args, { env, stdio: ["ignore", "inherit", "pipe"] });
  const ended = new Promise<string>((resolve) =>
    server.once("exit", (status, signal) => resolve(String(signal ?? status))),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      const found = /serves on http:\S+:(\d+)/.exec(text);
      if (found) resolve(Number(found[1]));
      else process.stderr.write(text);
    });
    void ended.then((how) => reject(new Error(`The server ended: ${how}`)));
  });
  return {
    ...{ port, pid: server.pid!, ended },
    residentMb: () => {
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? [];
      return Number(kilobytes) / 1000;
    },
    countDescriptors: () => readdirSync(`/proc/${server.pid}/fd`).length,
    stop() {
      server.kill("SIGTERM");
      return ended;
    },
  };
}
