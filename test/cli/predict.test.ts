import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { runCommand } from "../helpers/run-command.ts";
import { writeTinyModel } from "../helpers/write-tiny-model.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));
const model = writeTinyModel(folder, 3);
const picture = join(import.meta.dirname, "..", "..", "test_images", "3.png");
const pictures = join(folder, "pictures");
mkdirSync(join(pictures, "more"), { recursive: true });
copyFileSync(picture, join(pictures, "a.png"));
copyFileSync(picture, join(pictures, "more", "b.png"));
writeFileSync(join(folder, "broken.png"), readFileSync(picture).subarray(0, 200));

const predict = (...args: string[]) => runCommand(["predict", "--model", model, ...args]);

describe("predict", () => {
  test("prints a line: file, digit, how sure, what to do", async () => {
    const { status, stdout, stderr } = await predict(picture);
    assert.equal(stdout, `${picture}  3   99.8%  accept\n`);
    assert.deepEqual([status, stderr], [0, ""]);
  });

  test("takes a folder with the folders in it, in the order of their names", async () => {
    const { status, stdout } = await predict(pictures);
    assert.equal(status, 0);
    assert.deepEqual(
      stdout.split("\n").map((line) => line.split("  ")[0].trimEnd()),
      [join(pictures, "a.png"), join(pictures, "more", "b.png"), ""],
    );
  });

  test("reads standard input where the file is -", async () => {
    const { status, stdout } = await runCommand(["predict", "--model", model, "-"], { input: readFileSync(picture) });
    assert.equal(status, 0);
    assert.match(stdout, /^- {2}3 /);
  });

  test("--json prints an object for each picture, --explain adds what the network saw", async () => {
    const { stdout } = await predict("--json", "--explain", picture);
    const answer = JSON.parse(stdout);
    assert.equal(answer.file, picture);
    assert.equal(answer.digit, 3);
    assert.equal(answer.decision, "accept");
    assert.equal(answer.probabilities.length, 10);
    assert.match(answer.seen.image, /^data:image\/png;base64,/);
  });

  test("a broken picture is one line on standard error and status 1; the others are answered", async () => {
    const broken = join(folder, "broken.png");
    const { status, stdout, stderr } = await predict(broken, picture);
    assert.equal(status, 1);
    assert.equal(stdout.split("\n").length, 2);
    assert.match(stderr, /^number-predictor: .*broken\.png: .+\n$/);
  });

  test("a file that is missing is one line on standard error and status 1", async () => {
    const { status, stderr } = await predict(join(folder, "absent.png"));
    assert.equal(status, 1);
    assert.match(stderr, /^number-predictor: .*absent\.png.*\n$/);
  });

  test("called with nothing to read, or an unknown option, it says so with status 2", async () => {
    for (const args of [[], ["--colour", picture], ["--max-error", "2", picture]]) {
      const { status, stderr } = await predict(...args);
      assert.equal(status, 2, stderr);
      assert.match(stderr, /^number-predictor: .+\n$/);
    }
  });
});
