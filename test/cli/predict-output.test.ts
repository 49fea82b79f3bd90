import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../helpers/run-command.ts";
import { writeTinyModel } from "../helpers/write-tiny-model.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));
const model = writeTinyModel(folder, 3);
const picture = join(ROOT, "test_images", "3.png");
const pictures = join(folder, "pictures");
mkdirSync(pictures);
const names = ["a.png", 'b, "quoted".png', "c\nd.png", "e.png", "f.png"].map((name) => join(pictures, name));
for (const name of names) copyFileSync(picture, name);
writeFileSync(join(pictures, "notes.txt"), "");
const broken = join(folder, "broken.png");
writeFileSync(broken, readFileSync(picture).subarray(0, 200));

const predict = (...args: string[]) => runCommand(["predict", "--model", model, ...args]);
/** As the standard has it: fields may hold commas, quotation marks and line ends. */
const CSV_HEAD = "file,digit,confidence,decision,not_a_digit,warnings\r\n";
const csvName = (name: string) => (/[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

describe("predict --csv", () => {
  test("writes a table, and names what it skips in a folder and what it can't read", async () => {
    const { status, stdout, stderr } = await predict("--csv", pictures, broken);
    assert.ok(stdout.startsWith(CSV_HEAD));
    for (const name of names) assert.ok(stdout.includes(`\r\n${csvName(name)},3,0.99`), name);
    assert.equal(stdout.split("\r\n").length, names.length + 2);
    const [skipped, unreadable, ...rest] = stderr.split("\n");
    assert.match(skipped, /^number-predictor: .*notes\.txt: Skipped\./);
    assert.match(unreadable, /^number-predictor: .*broken\.png: /);
    assert.deepEqual([rest, status], [[""], 1]);
  });

  test("with --numbers a row is a number, leading zeros included, and a picture without any has one too", async () => {
    const paper = join(folder, "paper.pgm.png");
    copyFileSync(join(ROOT, "test", "fixtures", "pixel.png"), paper);
    const number = join(ROOT, "test_images", "042.png");
    const { stdout, stderr, status } = await runCommand(["predict", "--numbers", "--csv", number, paper]);
    const [head, row, none, ...rest] = stdout.split("\r\n");
    assert.equal(head, "file,row,column,text,value,confidence,decision,x,y,width,height,warnings", stderr);
    assert.match(row, /042\.png,0,0,042,42,0\.\d+,accept,[\d.]+,[\d.]+,[\d.]+,[\d.]+,$/);
    assert.match(none, /paper\.pgm\.png,{10},\w*$/);
    assert.deepEqual([rest, status], [[""], 0]);
  });
});

describe("predict --output", () => {
  for (const form of ["--csv", "--json"]) {
    test(`${form} --resume goes on with a file that was cut off anywhere, and the file ends up as in one run`, async () => {
      const whole = join(folder, `whole${form}`);
      const first = await predict(form, "--output", whole, pictures);
      assert.deepEqual([first.status, first.stdout], [0, ""]);
      assert.match(first.stderr, /number-predictor: 5 pictures read in \d:\d\d: 5 accept, 0 review, 0 reject\.\n$/);
      const wanted = readFileSync(whole);
      const ends = [...wanted.keys()].filter((index) => wanted[index] === 0x0a);
      const cut = join(folder, `cut${form}`);
      for (const length of [0, 10, ends[2] + 1, ends[2] + 20, wanted.length]) {
        writeFileSync(cut, wanted.subarray(0, length));
        const { status, stderr } = await predict(form, "--output", cut, "--resume", pictures);
        assert.equal(status, 0, stderr);
        assert.equal(readFileSync(cut, "utf8"), wanted.toString(), `cut at ${length}`);
      }
    });
  }

  test("what was written stays when the program is killed, and the next run reads only the rest", async () => {
    const many = join(folder, "many");
    mkdirSync(many);
    for (let index = 0; index < 300; index++) copyFileSync(picture, join(many, `${index}.png`));
    const output = join(folder, "killed.jsonl");
    const args = ["predict", "--model", model, "--json", "--output", output, "--resume", many];
    const child = spawn(process.execPath, [join(ROOT, "src", "main.ts"), ...args], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("close", resolve));
    const lines = () => (existsSync(output) ? readFileSync(output, "utf8").split("\n").length - 1 : 0);
    while (lines() < 10 && child.exitCode === null) await sleep(5);
    child.kill("SIGKILL");
    await ended;
    const before = lines();
    assert.ok(before >= 10 && before < 300, String(before));
    const { stderr } = await runCommand(args);
    assert.match(stderr, new RegExp(`: ${301 - before} pictures read .*; ${before - 1} were read before\\.\n$`));
    const files = readFileSync(output, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).file);
    assert.deepEqual(
      files,
      Array.from({ length: 300 }, (_, index) => join(many, `${index}.png`)),
    );
  });

  test("a picture that couldn't be read is tried again, and the others aren't", async () => {
    const late = join(folder, "late.png");
    const output = join(folder, "late.csv");
    writeFileSync(late, readFileSync(broken));
    const args = ["--csv", "--output", output, "--resume", names[0], late, names[3]];
    assert.equal((await predict(...args)).status, 1);
    copyFileSync(picture, late);
    const { status, stderr } = await predict(...args);
    assert.match(stderr, /2 pictures read in \d:\d\d: 2 accept, .*; 1 were read before\.\n$/);
    assert.equal(status, 0);
    assert.equal(readFileSync(output, "utf8").split(late).length, 2);
  });

  test("loses nothing: a file that is there, of another kind, or that can't be written is refused before anything is read", async () => {
    const output = join(folder, "mine.csv");
    writeFileSync(output, "mine\r\n");
    for (const [args, message] of [
      [["--csv", "--output", output], /mine\.csv is there already\. Go on with it by --resume, or remove it\./],
      [["--csv", "--output", output, "--resume"], /mine\.csv: record 1 is no result of this kind\./],
      [["--json", "--output", output, "--resume"], /mine\.csv: record 1 is no result of this kind\./],
      [["--csv", "--output", join(folder, "absent", "x.csv")], /x\.csv can't be written \(ENOENT\)\./],
      [["--csv", "--resume"], /--resume goes on with a file\. Name it with --output FILE\./],
      [["--output", output, "--resume"], /--resume reads the file back, which takes --csv or --json\./],
      [["--csv", "--json"], /--json and --csv are two forms of one output\. Choose one\./],
      [["--csv", "--explain"], /--explain has no place in a table\./],
    ] as const) {
      const { status, stdout, stderr } = await predict(...args, picture);
      assert.match(stderr, new RegExp(`^number-predictor: .*${message.source}.*\n$`));
      assert.deepEqual([status, stdout], [2, ""]);
      assert.equal(readFileSync(output, "utf8"), "mine\r\n");
    }
  });
});

test("predict --shard: every picture is read by exactly one of the shards, and a shard that makes no sense is refused", async () => {
  const read: string[] = [];
  for (const shard of ["1/2", "2/2"]) {
    const { stdout } = await predict("--json", "--shard", shard, pictures);
    read.push(
      ...stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).file),
    );
  }
  assert.deepEqual(read, [names[0], names[2], names[4], names[1], names[3]]);
  for (const shard of ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"]) {
    const { status, stderr } = await predict("--shard", shard, pictures);
    assert.equal(status, 2);
    assert.match(stderr, /^number-predictor: --shard must be I\/N with I from 1 to N, such as 1\/4; .* is not\.\n$/);
  }
});

test("predict expands a pattern that the shell left as it is", async () => {
  const { status, stdout } = await predict(join(pictures, "[ae].png"));
  assert.equal(status, 0);
  assert.equal(stdout.split("\n").length, 3);
});
