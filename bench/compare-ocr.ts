/**
 * Reads the same pictures of numbers with this project, RapidOCR and Tesseract, and counts the whole numbers that are right.
 *
 *     bench/peers/ocr/install.sh
 *     node bench/compare-ocr.ts --data FOLDER [--sets strings,registers] [--limit COUNT] [--only ours,rapidocr,tesseract]
 *
 * All get the same files. Of every answer, all that are no digits are dropped. A set of single lines asks each for one line; else the
 * answer is the best of what each finds: a peer is right where any of its texts is the number, which favours the peers.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { openReader } from "../src/reader/open-reader.ts";
import { findNumberSets } from "../src/training/evaluate/find-number-sets.ts";
import { makeNumberSets } from "../src/training/evaluate/made-number-sets.ts";
import { measureNumbers } from "../src/training/evaluate/measure-numbers.ts";
import type { LabelledNumber, NumberSet } from "../src/training/evaluate/number-set.ts";
import { wilson } from "../src/training/evaluate/wilson.ts";

const PEERS = join(import.meta.dirname, "peers/ocr");
const COMMANDS = {
  rapidocr: [join(PEERS, ".venv/bin/python"), "read_rapidocr.py"],
  tesseract: [process.execPath, "read-tesseract.mjs"],
} as const;

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "data" },
    sets: { type: "string", default: "strings,registers,made-columns" },
    only: { type: "string", default: "ours,rapidocr,tesseract" },
    limit: { type: "string", default: "1000" },
  },
});
const names = values.sets.split(",");
const readers = values.only.split(",");
const all = [...(await findNumberSets(values.data, names)), ...makeNumberSets(values.data)];
for (const set of all.filter(({ name }) => names.includes(name))) {
  const pictures = await take(set, Number(values.limit));
  console.log(`${set.name}: ${set.title}, ${pictures.length} numbers`);
  if (readers.includes("ours")) report("ours", await countOurs(set, pictures), pictures.length);
  for (const name of ["rapidocr", "tesseract"] as const)
    if (readers.includes(name)) report(name, await countPeers(name, set, pictures), pictures.length);
}

async function take(set: NumberSet, limit: number): Promise<LabelledNumber[]> {
  const pictures: LabelledNumber[] = [];
  for await (const picture of set.images()) {
    pictures.push(picture);
    if (pictures.length === limit) break;
  }
  return pictures;
}

function report(name: string, right: number, n: number): void {
  const [low, high] = wilson(right, n).map((share) => (100 * share).toFixed(1));
  console.log(`  ${name.padEnd(10)} ${right} right, ${((100 * right) / n).toFixed(1)} % (${low}–${high})`);
}

async function countOurs(set: NumberSet, pictures: readonly LabelledNumber[]): Promise<number> {
  const reader = await openReader();
  try {
    async function* images() {
      yield* pictures;
    }
    return (await measureNumbers(reader, { ...set, images }, 0.01)).summary.right;
  } finally {
    await reader.close();
  }
}

/** Pictures with several numbers are read once. */
async function countPeers(
  name: keyof typeof COMMANDS,
  set: NumberSet,
  pictures: readonly LabelledNumber[],
): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), "ocr-"));
  const [command, file] = COMMANDS[name];
  const child = spawn(command, [file], { cwd: PEERS, stdio: ["pipe", "pipe", "ignore"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  try {
    let right = 0;
    let last: { readonly bytes: Uint8Array; readonly texts: readonly string[] } | undefined;
    for (const { bytes, text } of pictures) {
      if (last?.bytes !== bytes) {
        const path = join(dir, "picture.jpg");
        await writeFile(path, bytes);
        child.stdin.write(`${path}\n`);
        const { value, done } = await answers.next();
        if (done) throw new Error(`${name} ended: run bench/peers/ocr/install.sh`);
        const { line, page } = JSON.parse(value) as { line: string; page: string[] };
        const texts = set.options.isOneLine ? [line] : [line, ...page];
        last = { bytes, texts: texts.map((each) => each.replace(/\D/g, "")) };
      }
      if (last.texts.includes(text)) right++;
    }
    return right;
  } finally {
    child.stdin.end();
    child.kill();
    await rm(dir, { recursive: true });
  }
}
