import { readFile } from "node:fs/promises";

/** Numbers of a process's children that are alive, by /proc; these tests run on Linux. */
export async function childrenOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children.split(" ").filter(Boolean).map(Number);
}
