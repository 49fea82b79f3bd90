import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import type { Machine } from "./results.ts";

const ROOT = join(import.meta.dirname, "..");
const PEERS = ["original", "fastapi-onnx", "litserve", "bentoml"];

/** Where, when and with what a run was made. */
export function describeMachine(): Machine {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", "src", "models", "bench", "package.json") !== "";
  return {
    date: new Date().toISOString(),
    commit: git("rev-parse", "--short", "HEAD") + (changed ? "+" : ""),
    processor: cpus()[0].model.trim(),
    cores: availableParallelism(),
    memory: totalmem(),
    system: `${type()} ${release()}`,
    loadBefore: loadavg()[0],
    versions: { node: process.version, ...readPins() },
  };
}

/** What the peers' requirements.txt say. */
function readPins(): Record<string, string> {
  const pins: Record<string, string> = {};
  for (const peer of PEERS) {
    const text = readFileSync(join(import.meta.dirname, "peers", peer, "requirements.txt"), "utf8");
    for (const [, name, version] of text.matchAll(/^([\w-]+)==(.+)$/gm)) pins[name] = version;
  }
  return pins;
}
