#!/usr/bin/env node
import { debuglog } from "node:util";
import { keepLargeBlocksApart } from "./cli/keep-large-blocks-apart.ts";
import { readVersion } from "./cli/read-version.ts";
import { PredictorError } from "./errors.ts";

/** Gets what stands after the command's name; gives the exit status: 0, or 1 where it ran and something failed. */
type Command = (args: readonly string[]) => Promise<number>;

// A command is loaded only when it is called: `predict` needs no web server, and nothing but `train` needs training.
const COMMANDS: Readonly<Record<string, [summary: string, load: () => Promise<Command>]>> = {
  serve: [
    "answer over HTTP",
    async () => {
      keepLargeBlocksApart(); // before anything else is loaded
      return (await import("./cli/serve.ts")).serve;
    },
  ],
  predict: ["read pictures", async () => (await import("./cli/predict.ts")).predict],
  readings: ["look at, export and delete kept readings", async () => (await import("./cli/readings.ts")).readings],
  train: ["train a model", async () => (await import("./cli/train.ts")).train],
  learn: ["train a model on with what people have corrected", async () => (await import("./cli/learn.ts")).learn],
  replay: ["read stored pictures again with another model", async () => (await import("./cli/replay.ts")).replay],
  evaluate: ["measure a model", async () => (await import("./cli/evaluate.ts")).evaluate],
  completion: [
    "print what a shell needs to complete these lines: bash, zsh or fish",
    async () => {
      const { completion } = await import("./cli/completion.ts");
      return (args) =>
        completion(args, Object.fromEntries(Object.entries(COMMANDS).map(([name, [text]]) => [name, text])));
    },
  ],
};

const HELP = `Usage: number-predictor COMMAND [OPTION]…
       number-predictor --version

Reads pictures of handwritten digits: which digit, how sure, and when it is none.

${Object.entries(COMMANDS)
  .map(([name, [summary]]) => `  ${name.padEnd(12)}${summary}`)
  .join("\n")}

number-predictor COMMAND --help says more. Exit status: 0, 1 (ran, and some failed), 2 (called wrongly).`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  refuseOldNode();
  if (name === "--help" || name === "-h") return printLine(HELP);
  if (name === "--version") return printLine(readVersion());
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    const wrong = name === undefined ? "Say what to do" : `There is no command "${name}"`;
    const last = Object.keys(COMMANDS).join(", ");
    throw new PredictorError("usage", `${wrong}: ${last} (number-predictor --help says more).`);
  }
  const run = await COMMANDS[name][1]();
  return await run(args);
}

/** Else the first thing that it lacks would end the program, in words that help nobody. */
function refuseOldNode(): void {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw new PredictorError("usage", `Node ${process.versions.node} is too old. Install Node 22.18 or newer, 24 or 26.`);
}

function printLine(text: string): number {
  console.log(text);
  return 0;
}

/** One line on standard error; the whole error with NODE_DEBUG=number-predictor. */
function report(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`number-predictor: ${message.replace(/\s*\n\s*/g, " ")}`);
  debuglog("number-predictor")("%o", error);
  return error instanceof PredictorError && error.code === "usage" ? 2 : 1;
}

// Nobody may be left to read what we say beside our output, such as a terminal that was closed: that ends no service.
process.stderr.on("error", () => undefined);
// Who reads our output may stop early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : report(error)));
process.exitCode = await main(process.argv.slice(2)).catch(report);
