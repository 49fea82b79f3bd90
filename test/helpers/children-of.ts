import { readdir, readFile } from "node:fs/promises";

/** Numbers of a process's children that are alive, whichever of its threads started them, by /proc; these tests run on Linux. */
export async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => ""));
  return (await Promise.all(lists)).flatMap((children) => children.split(" ").filter(Boolean).map(Number));
}
