import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Contender } from "./contenders.ts";
import { openConnection } from "./load/connection.ts";
import { readProcessTree } from "./process-tree.ts";

const ASK_EVERY_MS = 10;
const MAX_START_MS = 60_000;
const MAX_STOP_MS = 8000;

export interface Running {
  readonly pid: number;
  /** From the start of the process to its first answer. */
  readonly startMs: number;
  /** Ends it and all that it has started. */
  stop(): Promise<void>;
}

/** Starts a contender and waits until it has answered this request once. */
export async function startContender(contender: Contender, port: number, request: Uint8Array): Promise<Running> {
  const [program, ...args] = contender.command(port);
  const startedMs = performance.now();
  // A session of its own, so that Ctrl-C reaches the harness first, which then ends everything.
  const child = spawn(program, args, {
    cwd: contender.folder,
    env: { ...process.env, ...contender.environment },
    stdio: "ignore",
    detached: true,
  });
  const exited = once(child, "exit");
  let isGone = false;
  void exited.then(() => {
    isGone = true;
  });
  await once(child, "spawn");
  const pid = child.pid!;
  const killAll = () => {
    for (const each of readProcessTree(pid).pids) kill(each, "SIGKILL");
  };
  process.once("exit", killAll);

  const stop = async () => {
    const { pids } = readProcessTree(pid);
    kill(pid, "SIGTERM");
    await Promise.race([exited, sleep(MAX_STOP_MS, undefined, { ref: false })]);
    for (const each of pids) kill(each, "SIGKILL");
    process.off("exit", killAll);
  };

  while (!(await answers(port, request))) {
    if (isGone) throw new Error(`${contender.name} ended before it answered: ${[program, ...args].join(" ")}`);
    if (performance.now() - startedMs > MAX_START_MS) {
      await stop();
      throw new Error(`${contender.name} did not answer within ${MAX_START_MS / 1000} s.`);
    }
    await sleep(ASK_EVERY_MS);
  }
  return { pid, startMs: performance.now() - startedMs, stop };
}

async function answers(port: number, request: Uint8Array): Promise<boolean> {
  const connection = openConnection(port);
  const status = await connection.exchange(request).then(
    (answer) => answer.status,
    () => 0,
  );
  connection.close();
  return status === 200;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
