import { readdirSync, readFileSync } from "node:fs";

/** `sysconf(_SC_CLK_TCK)` on every Linux that Node runs on. */
const TICKS_PER_S = 100;

/** A process and all that descend from it. */
export interface ProcessTree {
  readonly pids: readonly number[];
  /** User and system time, of children that have ended included. */
  readonly processorS: number;
}

/** Reads /proc. A process that ends meanwhile is left out. */
export function readProcessTree(root: number): ProcessTree {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : null;
    if (stat === null) continue;
    // The second field, the command's name, is in parentheses and may contain anything. proc(5): 4 ppid, 14…17 the times.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    processes.set(Number(name), { parent: Number(fields[1]), ticks });
  }
  const belongs = (pid: number): boolean => pid === root || (processes.has(pid) && belongs(processes.get(pid)!.parent));
  const pids = [...processes.keys()].filter(belongs);
  return { pids, processorS: pids.reduce((sum, pid) => sum + processes.get(pid)!.ticks, 0) / TICKS_PER_S };
}

/** Memory of these processes in bytes, what they share counted once (the sum of their PSS). */
export function readMemory(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const kilobytes = /^Pss: +(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? "")?.[1];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
