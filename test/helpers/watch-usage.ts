import { readFileSync } from "node:fs";

/** What this process and the children that it started meanwhile took, by /proc; these tests run on Linux. */
export interface Usage {
  /** User and system time, of children that ended meanwhile up to the last look. */
  readonly processorS: number;
  /** Most memory at one time that was taken beyond what this process had at the beginning, in MB. */
  readonly peakMb: number;
}

const TICKS_PER_S = 100;
/** Often enough to see what grows, rarely enough to cost little. */
const LOOK_MS = 40;

/** Runs a task and tells what it took, whether it succeeds or not. */
export async function watchUsage(task: () => Promise<unknown>): Promise<Usage> {
  const beforeS = process.cpuUsage();
  const beforeMb = residentMb(process.pid);
  const childrenNow = () =>
    read(`/proc/${process.pid}/task/${process.pid}/children`).split(" ").filter(Boolean).map(Number);
  const others = childrenNow();
  const ticks = new Map<number, number>();
  let peakMb = 0;
  const look = () => {
    const children = childrenNow().filter((child) => !others.includes(child));
    for (const child of children) ticks.set(child, Math.max(ticks.get(child) ?? 0, ticksOf(child)));
    const sum = [process.pid, ...children].reduce((total, pid) => total + residentMb(pid), 0);
    peakMb = Math.max(peakMb, sum - beforeMb);
  };
  const timer = setInterval(look, LOOK_MS);
  try {
    await task().catch(() => undefined);
  } finally {
    clearInterval(timer);
    look();
  }
  const { user, system } = process.cpuUsage(beforeS);
  const childrenS = [...ticks.values()].reduce((sum, each) => sum + each, 0) / TICKS_PER_S;
  return { processorS: (user + system) / 1e6 + childrenS, peakMb };
}

/** proc(5): after the command's name in parentheses, the 12th and 13th fields are the times. */
function ticksOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 13).reduce((sum, field) => sum + Number(field), 0);
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1000;
}

/** Empty where the process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
