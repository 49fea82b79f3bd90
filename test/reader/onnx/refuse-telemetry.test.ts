import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runCommand } from "../../helpers/run-command.ts";
import { writeTinyModel } from "../../helpers/write-tiny-model.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
const home = mkdtempSync(join(tmpdir(), "number-predictor-home-"));
after(() => {
  rmSync(folder, { recursive: true });
  rmSync(home, { recursive: true });
});

test("reading a picture leaves nothing in the user's home, such as an identifier for telemetry", async () => {
  const model = writeTinyModel(folder, 3);
  // ONNX Runtime keeps still by itself where a variable says that this is a test or a build server.
  const env = {
    HOME: home,
    XDG_CACHE_HOME: join(home, ".cache"),
    CI: "",
    GITHUB_ACTIONS: "",
    ORT_DISABLE_TELEMETRY: "",
  };
  const { status, stderr } = await runCommand(["predict", "--model", model, "test_images/3.png"], { env });
  assert.equal(status, 0, stderr);
  assert.deepEqual(readdirSync(home), []);
});
