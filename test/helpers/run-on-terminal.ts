import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "..", "..", "src", "main.ts");

/** Why a test of a terminal must be skipped, or false. */
export const TERMINAL_IS_MISSING =
  spawnSync("script", ["--version"]).status === 0 && process.platform === "linux"
    ? false
    : "util-linux's `script` is missing, which gives a program a terminal";

export interface OnTerminal {
  readonly process: ChildProcess;
  /** All that the terminal has got so far. */
  output(): string;
  /** Types. */
  type(text: string): void;
  readonly ended: Promise<number | null>;
}

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Where standard output goes instead of the terminal. */
  readonly stdout?: string;
}

/** Runs `number-predictor` in a terminal of its own, 100 columns wide. */
export function runOnTerminal(args: readonly string[], { env, stdout }: TerminalOptions = {}): OnTerminal {
  const words = [process.execPath, MAIN, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const command = `stty cols 100; exec ${words.join(" ")}${stdout === undefined ? "" : ` > '${stdout}'`}`;
  // A continuous integration has terminals without colours.
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...inherited } = process.env;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...inherited, TERM: "xterm-256color", ...env },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { process: child, output: () => output, type: (text) => child.stdin.write(text), ended };
}
