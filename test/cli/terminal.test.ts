import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import {
  type OnTerminal,
  runOnTerminal,
  TERMINAL_IS_MISSING,
  type TerminalOptions,
} from "../helpers/run-on-terminal.ts";
import { startServer } from "../helpers/start-server.ts";
import { until } from "../helpers/until.ts";
import { writeTinyModel } from "../helpers/write-tiny-model.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));
const model = writeTinyModel(folder, 3);
const picture = join(import.meta.dirname, "..", "..", "test_images", "3.png");
const pictures = ["a.png", "b.png", "c.png"].map((name) => join(folder, name));
for (const file of pictures) copyFileSync(picture, file);
const broken = join(folder, "broken.png");
writeFileSync(broken, readFileSync(picture).subarray(0, 200));

const ESCAPE = "\x1b";

function run(t: TestContext, args: readonly string[], options?: TerminalOptions): OnTerminal {
  const running = runOnTerminal(args, options);
  t.after(async () => {
    running.process.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

const serve = (t: TestContext, args: readonly string[] = [], options?: TerminalOptions) =>
  run(t, ["serve", "--port", "0", "--model", model, ...args], options);
/** What a person sees: without colours. */
const plain = ({ output }: OnTerminal) => stripVTControlCharacters(output()).replaceAll("\r\n", "\n");
const urlOf = (running: OnTerminal) => /API +(http:\S+)/.exec(plain(running))?.[1] ?? assert.fail(running.output());

describe("serve on a terminal", { skip: TERMINAL_IS_MISSING }, () => {
  test("shows where the API, its documents and the page are, and which model answers; Ctrl-C ends it", async (t) => {
    const running = serve(t);
    await until(() => plain(running).includes("Ctrl-C ends it."));
    const url = urlOf(running);
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    const manifest = JSON.parse(readFileSync(model.replace(/onnx$/, "json"), "utf8"));
    const panel = [
      `  number-predictor ${version}`,
      `  API   ${url}`,
      `  Docs  ${url}/docs`,
      `  Page  ${url}/ui/`,
      `  Model ${manifest.name} ${manifest.version}`,
      "  No API key is set: everybody who reaches this address may use it (--api-key).",
      "  Ctrl-C ends it.",
    ];
    assert.ok(plain(running).includes(`\n${panel.join("\n")}\n`), plain(running));
    for (const path of ["/docs", "/ui/"]) assert.equal((await fetch(url + path)).status, 200, path);
    running.type("\x03");
    assert.equal(await running.ended, 0);
  });

  for (const workers of ["1", "2"]) {
    test(`with --workers ${workers} it logs coloured lines that a person can read, and hides no failure's request id`, async (t) => {
      const running = serve(t, ["--workers", workers]);
      await until(() => plain(running).includes("Ctrl-C ends it."));
      const url = urlOf(running);
      await fetch(`${url}/v1/digits`, { method: "POST", body: readFileSync(picture) });
      await fetch(`${url}/nowhere`, { headers: { "x-request-id": "of-mine" } });
      await until(() => plain(running).includes("of-mine"));
      assert.match(plain(running), /^\d\d:\d\d:\d\d\.\d{3} info {3}200 POST \/v1\/digits {2}\d+\.\d ms {2}images=1 /m);
      assert.match(plain(running), /^\d\d:\d\d:\d\d\.\d{3} info {3}404 GET none {2}\d+\.\d ms {2}request_id=of-mine$/m);
      assert.ok(running.output().includes(`${ESCAPE}[32m200${ESCAPE}[39m`));
      assert.ok(running.output().includes(`${ESCAPE}[33m404${ESCAPE}[39m`));
    });
  }

  test("--log-format json logs as elsewhere; NO_COLOR takes the colours away; --no-docs the documents", async (t) => {
    const running = serve(t, ["--log-format", "json", "--no-docs"], { env: { NO_COLOR: "1" } });
    await until(() => running.output().includes("Ctrl-C ends it."));
    assert.doesNotMatch(running.output(), /Docs|Page/);
    await fetch(urlOf(running));
    await until(() => running.output().includes('"route":"/"'));
    assert.ok(!running.output().includes(ESCAPE));
  });

  test("--open opens the page in the desktop's browser; where there is none, a line says so and the service goes on", async (t) => {
    const bin = mkdtempSync(join(folder, "bin-"));
    const opened = join(folder, "opened");
    writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\necho "$@" > '${opened}'\n`);
    chmodSync(join(bin, "xdg-open"), 0o755);
    const running = serve(t, ["--open"], { env: { PATH: `${bin}:${process.env.PATH}` } });
    await until(() => plain(running).includes("Ctrl-C ends it."));
    await until(() => {
      try {
        return readFileSync(opened, "utf8") === `${urlOf(running)}/ui/\n`;
      } catch {
        return false;
      }
    });
    writeFileSync(join(bin, "xdg-open"), "#!/bin/sh\nexit 3\n");
    const without = serve(t, ["--open"], { env: { PATH: `${bin}:${process.env.PATH}` } });
    await until(() => /no browser could be opened; the page is at http:\S+\/ui\//.test(plain(without)));
    assert.equal((await fetch(urlOf(without))).status, 200);
  });
});

test("where no terminal is, --log-format text has the same lines, without colours", async (t) => {
  const { url, log } = await startServer(t, ["--model", model, "--log-format", "text"]);
  await fetch(url);
  await until(() => log().includes("200 GET /"));
  assert.match(log(), /^\d\d:\d\d:\d\d\.\d{3} info {3}200 GET \/ {2}\d+\.\d ms$/m);
  assert.ok(!log().includes(ESCAPE));
});

describe("predict on a terminal", { skip: TERMINAL_IS_MISSING }, () => {
  test("draws a bar while it reads many pictures, and sums up in a line", async (t) => {
    const stdout = join(folder, "results.txt");
    // What can't be read has a line of its own, after which the bar is drawn again, however soon.
    const running = run(t, ["predict", "--model", model, broken, ...pictures], { stdout });
    assert.equal(await running.ended, 1);
    assert.match(running.output(), /█{6}░{18} 1 of 4 {2}\d+\.\d\/s {2}\d:\d\d left/);
    const lines = plain(running).trimEnd().split("\n");
    assert.match(
      lines.at(-1)!,
      /number-predictor: 3 pictures read in \d:\d\d: 3 accept, 0 review, 0 reject; 1 could not be read\.$/,
    );
    assert.match(plain(running), /number-predictor: .*broken\.png: ./);
    assert.equal(readFileSync(stdout, "utf8").split("\n").length, 4);
  });

  test("a single picture has neither", async (t) => {
    const running = run(t, ["predict", "--model", model, picture]);
    assert.equal(await running.ended, 0);
    assert.equal(running.output(), `${picture}  3   99.8%  accept\r\n`);
  });
});
