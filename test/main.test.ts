import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { runCommand } from "./helpers/run-command.ts";

describe("number-predictor", () => {
  test("called without a command, or with one that it lacks, says in one line which there are, with status 2", async () => {
    for (const args of [[], ["frobnicate"], ["toString"]]) {
      const { status, stdout, stderr } = await runCommand(args);
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(
        stderr,
        /^number-predictor: [^\n]*serve, predict, readings, train, learn, replay, evaluate[^\n]*\n$/,
      );
    }
  });

  test("--version prints the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
    assert.deepEqual(await runCommand(["--version"]), { status: 0, stdout: `${version}\n`, stderr: "" });
  });

  for (const command of ["serve", "predict", "readings", "train", "learn", "replay", "evaluate"]) {
    test(`${command} --help says how it is used, and its own wrong options end with status 2 and one line`, async () => {
      const help = await runCommand([command, "--help"]);
      assert.equal(help.status, 0);
      assert.match(help.stdout, new RegExp(`^Usage: number-predictor ${command} `));
      const wrong = await runCommand([command, "--frobnicate"]);
      assert.equal(wrong.status, 2);
      assert.match(wrong.stderr, /^number-predictor: [^\n]*--frobnicate[^\n]*\n$/);
    });
  }
});
