import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Contender } from "./contenders.ts";

const ROOT = join(import.meta.dirname, "..");

/** Bytes of all files that a contender needs beside its interpreter, Python or Node. */
export function measureInstalled({ installed, isOurs }: Contender): number {
  const folders = isOurs ? [...installed, ...productionPackages()] : installed;
  return folders.reduce((sum, folder) => sum + sizeOf(folder), 0);
}

/** The packages that `npm install --omit=dev` would leave, by the lock file. */
function productionPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const packages = Object.entries<{ dev?: boolean; devOptional?: boolean }>(lock.packages);
  return packages
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path]) => join(ROOT, path))
    .filter(existsSync);
}

/** What lies in a folder, but not in a node_modules of it: those packages are listed themselves. */
function sizeOf(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") sum += sizeOf(path);
    else if (entry.isFile()) sum += statSync(path).size;
  }
  return sum;
}
