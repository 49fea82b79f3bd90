/**
 * Measures this service beside what a user would take instead; bench/README.md says more.
 *
 *     npm run bench -- [--only NAME,…] [--pictures NAME,…] [--rounds N] [--seconds S] [--quick] [--out FILE] [--no-docs]
 *
 * Contenders: original, fastapi-onnx, litserve, bentoml, ours, ours-workers. Pictures: small, photo, large. `--quick` is two short
 * rounds of fastapi-onnx and ours with the small picture, and writes no documents. `--docs-from FILE` measures nothing and writes
 * the documents anew from kept results.
 *
 * Each contender is started anew in every round, the order turned about from round to round, so that what slows the machine
 * down for a while slows all of them. Everything is bounded in time, and ended at the end and on Ctrl-C.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "./ask-child.ts";
import { CONTENDERS } from "./contenders.ts";
import { describeMachine } from "./describe-machine.ts";
import type { FloorJob, FloorResult } from "./floor.ts";
import { measureContender } from "./measure-contender.ts";
import { type BenchPicture, drawPictures } from "./pictures.ts";
import { formatTargets } from "./report/benchmarks.ts";
import { writeBenchmarks } from "./report/write-benchmarks.ts";
import type { FloorFigures, Results } from "./results.ts";

const ROOT = join(import.meta.dirname, "..");
const FIRST_PORT = 18_700;

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    pictures: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    quick: { type: "boolean", default: false },
    out: { type: "string" },
    docs: { type: "boolean", default: true },
    "docs-from": { type: "string" },
  },
  allowNegative: true,
});

process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

const kept = options["docs-from"];
const results: Results = kept === undefined ? await measure() : JSON.parse(readFileSync(kept, "utf8"));
if (options.docs && !options.quick) writeBenchmarks(join(ROOT, "docs"), results);
console.log(formatTargets(results));

async function measure(): Promise<Results> {
  const rounds = Number(options.rounds ?? (options.quick ? 2 : 3));
  const seconds = Number(options.seconds ?? (options.quick ? 1 : 2));
  const contenders = choose(CONTENDERS, options.only, options.quick ? ["fastapi-onnx", "ours"] : undefined);
  const pictures = choose(await drawPictures(), options.pictures, options.quick ? ["small"] : undefined);
  for (const { folder, command } of contenders) {
    if (!existsSync(join(folder, command(0)[0])) && !existsSync(command(0)[0]))
      throw new Error(`${command(0)[0]} is missing: run bench/peers/install.sh.`);
  }

  const results: Results = {
    machine: describeMachine(),
    rounds,
    seconds,
    pictures: pictures.map(({ name, title, bytes }) => ({ name, title, bytes: bytes.length })),
    contenders: contenders.map(({ name, title, isOurs }) => ({ name, title, isOurs, runs: [] })),
    floor: [],
  };
  for (let round = 0; round < rounds; round++) {
    const order = [...contenders.keys()];
    for (const index of round % 2 === 0 ? order : order.reverse()) {
      console.error(`round ${round + 1} of ${rounds}: ${contenders[index].name}`);
      const run = await measureContender(contenders[index], FIRST_PORT + index, pictures, seconds * 1000);
      results.contenders[index].runs.push(run);
      keep(results);
    }
    results.floor.push(await measureFloor(pictures, seconds * 1000));
  }
  console.error(`kept in ${keep(results)}`);
  return results;
}

/** Also what there is so far, in case that a run is cut off. */
function keep(results: Results): string {
  const { date, commit } = results.machine;
  const out = options.out ?? join(ROOT, "bench/results", `${date.slice(0, 10)}-${commit}.json`);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(results)}\n`);
  return out;
}

async function measureFloor(pictures: readonly BenchPicture[], durationMs: number): Promise<FloorFigures[]> {
  const floor = startChild<FloorJob, FloorResult>(join(import.meta.dirname, "floor.ts"));
  const figures: FloorFigures[] = [];
  for (const { name, bytes } of pictures) {
    await floor.ask({ picture: bytes, durationMs: durationMs / 2 });
    const { requests, tookMs, processorS, ...stages } = await floor.ask({ picture: bytes, durationMs });
    figures.push({
      picture: name,
      requestsPerS: requests / (tookMs / 1000),
      processorMs: (processorS * 1000) / requests,
      decodeMs: stages.decodeMs / requests,
      prepareMs: stages.prepareMs / requests,
      networkMs: stages.networkMs / requests,
    });
  }
  floor.end();
  return figures;
}

function choose<T extends { name: string }>(
  all: readonly T[],
  chosen: string | undefined,
  defaultOptions?: string[],
): T[] {
  const names = chosen?.split(",") ?? defaultOptions;
  const unknown = names?.find((name) => !all.some((each) => each.name === name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${all.map(({ name }) => name).join(", ")}.`);
  return all.filter(({ name }) => names === undefined || names.includes(name));
}
