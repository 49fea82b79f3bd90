import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForHelp, readArguments } from "../../src/cli/read-arguments.ts";

const LOCAL = { json: { placeholder: null, help: "" }, "max-error": { placeholder: "SHARE", help: "" } };
const read = (args: string[], env: Record<string, string> = {}) => readArguments(args, LOCAL, ["maxPixels"], env);

test("a command's line is told apart: settings, its own options, and files", () => {
  const { settings, options, operands } = read(["a.png", "--json", "--max-pixels", "100", "--max-error=0.1", "b.png"]);
  assert.equal(settings.maxPixels, 100);
  assert.deepEqual(options, { json: "true", "max-error": "0.1" });
  assert.deepEqual(operands, ["a.png", "b.png"]);
});

test("a file's name may start with a dash after --, and - alone is standard input", () => {
  assert.deepEqual(read(["-", "--", "-odd.png"]).operands, ["-", "-odd.png"]);
});

test("an option that only one command has is a variable too, and the flag wins", () => {
  const env = { NUMBER_PREDICTOR_JSON: "1", NUMBER_PREDICTOR_MAX_ERROR: "0.2", NUMBER_PREDICTOR_MAX_PIXELS: "7" };
  assert.deepEqual(read([], env).options, { json: "1", "max-error": "0.2" });
  assert.equal(read([], env).settings.maxPixels, 7);
  assert.equal(read(["--max-error", "0.1"], env).options["max-error"], "0.1");
  assert.deepEqual(read([], { NUMBER_PREDICTOR_JSON: "false" }).options, {});
  assert.deepEqual(read(["--max-error", "0"]).options, { "max-error": "0" });
});

test("an option that the command lacks is refused in one line that names it", () => {
  for (const flag of ["--port", "--jsn"]) {
    assert.throws(() => read([flag]), { code: "usage", message: new RegExp(`^[^\n]*${flag}[^\n]*\\.$`) });
  }
});

test("help is asked for anywhere before --", () => {
  assert.ok(asksForHelp(["a.png", "--help"]));
  assert.ok(asksForHelp(["-h"]));
  assert.ok(!asksForHelp(["--", "--help"]));
});
