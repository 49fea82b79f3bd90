import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { drawNothing, drawNumbers } from "../helpers/draw-numbers.ts";
import { encodePicture } from "../helpers/encode-picture.ts";
import { runCommand } from "../helpers/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));
const sheet = join(folder, "sheet.png");
const empty = join(folder, "empty.png");
const broken = join(folder, "broken.png");
const list = join(folder, "list.txt");

before(async () => {
  const { picture } = drawNumbers({ width: 520, height: 460 }, [
    { text: "0142", x: 60, y: 60, tall: 90 },
    { text: "357", x: 60, y: 280, tall: 90 },
  ]);
  const file = await encodePicture(picture, "PNG");
  writeFileSync(sheet, file);
  writeFileSync(broken, file.subarray(0, 300));
  writeFileSync(empty, await encodePicture(drawNothing({ width: 300, height: 200 }), "PNG"));
  writeFileSync(list, "0142\r\n\r\n0147\r\n");
});

const predict = (...args: string[]) => runCommand(["predict", "--numbers", ...args]);

describe("predict --numbers", () => {
  test("prints a line for each number: file, number, how sure, what to do, row and column", async () => {
    const { status, stdout, stderr } = await predict(sheet);
    assert.deepEqual([status, stderr], [0, ""]);
    const [first, second, ...rest] = stdout.split("\n");
    assert.ok(first.startsWith(`${sheet}  0142  `), first);
    assert.match(first, / {2}[ \d]\d\.\d% {2}(accept|review) {2}row 0 {2}column 0$/);
    assert.ok(second.startsWith(`${sheet}  357   `), second);
    assert.match(second, / row 1 {2}column 0$/);
    assert.deepEqual(rest, [""]);
  });

  test("says where nothing was found, and that is no failure", async () => {
    const { status, stdout } = await predict(empty);
    assert.deepEqual([status, stdout], [0, `${empty}  no number\n`]);
  });

  test("--json prints what POST /v1/numbers answers for the picture, --explain adds what the classifier saw", async () => {
    const { stdout } = await predict("--json", "--explain", sheet, empty);
    const [answer, nothing] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(answer.file, sheet);
    assert.deepEqual(
      answer.numbers.map(({ text, value, row, column }: Record<string, unknown>) => ({ text, value, row, column })),
      [
        { text: "0142", value: 142, row: 0, column: 0 },
        { text: "357", value: 357, row: 1, column: 0 },
      ],
    );
    for (const { image } of answer.numbers[0].digits) assert.match(image, /^data:image\/png;base64,/);
    assert.deepEqual(nothing, { file: empty, numbers: [], warnings: [] });
  });

  test("--explain draws each digit as the classifier saw it", async () => {
    const { stdout } = await predict("--explain", sheet);
    assert.equal(stdout.match(/^\d {2}[ \d]*\d\.\d%$/gm)?.length, 7);
    assert.ok(stdout.split("\n").length > 7 * 14);
  });

  test("a constraint makes the reading satisfy it, or says what stands there without it", async () => {
    const { status, stdout } = await predict("--pattern", "\\d\\d-\\d\\d", sheet);
    assert.equal(status, 0);
    const [first, second] = stdout.split("\n");
    assert.ok(first.startsWith(`${sheet}  01-42  `), first);
    assert.match(second, / none .* reject .* without the constraint 357$/);
  });

  test("the values to choose from stand in a file, one a line, or in the argument", async () => {
    for (const values of [list, "0142,0147"]) {
      const { stdout } = await predict("--values", values, "--length", "4", sheet);
      assert.ok(stdout.startsWith(`${sheet}  0142  `), stdout);
    }
  });

  test("--lines one takes all of the picture for one number", async () => {
    const { stdout } = await predict("--json", "--lines", "one", sheet);
    assert.equal(JSON.parse(stdout).numbers.length, 1);
  });

  test("a broken picture is one line on standard error and status 1; the others are answered", async () => {
    const { status, stdout, stderr } = await predict(broken, empty);
    assert.deepEqual([status, stdout.trim().split("\n").length], [1, 1]);
    assert.match(stderr, /^number-predictor: .*broken\.png: .+\n$/);
  });

  test("a wrong constraint is a call that is wrong, and no picture is read", async () => {
    const { status, stdout, stderr } = await predict("--min", "9", "--max", "3", join(folder, "absent.png"));
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /^number-predictor: .*min.*max.*\n$/);
    assert.doesNotMatch(stderr, /absent\.png/);
  });

  test("a constraint without --numbers is refused", async () => {
    const { status, stderr } = await runCommand(["predict", "--length", "4", sheet]);
    assert.equal(status, 2);
    assert.match(stderr, /^number-predictor: --length is about numbers\. Add --numbers/);
  });

  test("the help names every constraint", async () => {
    const { stdout } = await runCommand(["predict", "--help"]);
    for (const flag of ["numbers", "length", "pattern", "min", "max", "check", "values", "type", "lines"])
      assert.match(stdout, new RegExp(`^ {2}--${flag}\\b`, "m"));
  });
});
