import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SETTING_NAMES, SETTINGS } from "../../src/server/settings.ts";
import { childrenOf } from "../helpers/children-of.ts";
import { encodeZeroJpeg } from "../helpers/encode-zero-jpeg.ts";
import { runCommand } from "../helpers/run-command.ts";
import { startServer } from "../helpers/start-server.ts";
import { until } from "../helpers/until.ts";
import { writeTinyModel } from "../helpers/write-tiny-model.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));
const model = writeTinyModel(folder, 3);
const emptyFile = join(folder, "empty");
writeFileSync(emptyFile, "");

describe("serve", () => {
  test("answers as soon as it says that it does, and ends with status 0 at SIGTERM", async (t) => {
    const server = await startServer(t, ["--model", model]);
    assert.deepEqual(await (await fetch(server.url)).json(), { Hello: "World" });
    server.process.kill("SIGTERM");
    assert.equal(await server.ended, 0);
  });

  test("finishes a request that is under way when SIGTERM comes", async (t) => {
    const server = await startServer(t, ["--model", model]);
    const body = JSON.stringify({ path_to_img: "test_images/0.png" });
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (text) => (answer += text));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const head = [
      "POST /predict/ HTTP/1.1",
      "host: x",
      "content-type: application/json",
      `content-length: ${body.length}`,
    ];
    await new Promise<void>((resolve) =>
      socket.write(`${head.join("\r\n")}\r\n\r\n${body.slice(0, 5)}`, () => resolve()),
    );
    // The server has the request's head once it has answered another request that came later.
    await (await fetch(server.url)).text();
    server.process.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.write(body.slice(5));
    assert.equal(await server.ended, 0);
    await closed;
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.match(answer, /\{"prediction":3,"confidence":99\}$/);
  });

  for (const workers of ["1", "2"]) {
    test(`ends at SIGTERM while pictures are being decoded, and leaves no process behind, with --workers ${workers}`, async (t) => {
      const server = await startServer(t, ["--workers", workers, "--timeout-graceful-shutdown", "0"]);
      const slow = encodeZeroJpeg({ width: 5000, height: 5000, sampling: [0x11, 0x11, 0x11], scans: 20 });
      const post = () => fetch(`${server.url}/v1/digits`, { method: "POST", body: slow }).catch(() => undefined);
      const answers = Array.from({ length: 4 }, post);
      const main = server.process.pid!;
      const family = async () => {
        const children = await childrenOf(main);
        return workers === "1" ? children : [children, ...(await Promise.all(children.map(childrenOf)))].flat();
      };
      let members: number[] = [];
      await until(async () => {
        members = await family();
        return members.length > (workers === "1" ? 0 : 2);
      });
      server.process.kill("SIGTERM");
      assert.equal(await inTime(server.ended), 0);
      await Promise.all(answers);
      await until(async () => !members.some((pid) => existsSync(`/proc/${pid}`)));
    });
  }

  test("ends at SIGTERM though a worker is stopped", async (t) => {
    const server = await startServer(t, ["--model", model, "--workers", "2", "--timeout-graceful-shutdown", "0"]);
    const [worker] = await childrenOf(server.process.pid!);
    process.kill(worker, "SIGSTOP");
    t.after(() => existsSync(`/proc/${worker}`) && process.kill(worker, "SIGKILL"));
    server.process.kill("SIGTERM");
    assert.equal(await inTime(server.ended), 0);
    assert.ok(!existsSync(`/proc/${worker}`));
  });

  test("with --workers 2 a worker that dies is replaced, and SIGTERM ends all", async (t) => {
    const server = await startServer(t, ["--model", model, "--workers", "2"]);
    const hello = async () => (await fetch(server.url, { headers: { connection: "close" } })).status;
    assert.equal(await hello(), 200);
    const workers = await childrenOf(server.process.pid!);
    assert.equal(workers.length, 2);
    process.kill(workers[0], "SIGKILL");
    await until(async () => {
      const now = await childrenOf(server.process.pid!);
      return now.length === 2 && !now.includes(workers[0]);
    });
    assert.equal(await hello(), 200);
    server.process.kill("SIGTERM");
    assert.equal(await server.ended, 0);
  });

  for (const workers of ["1", "2"]) {
    test(`with --workers ${workers} it says in one line that its port is taken, and ends with status 1`, async (t) => {
      const other = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => other.once("listening", resolve));
      t.after(() => other.close());
      const { port } = other.address() as AddressInfo;
      const { status, stderr } = await runCommand([
        "serve",
        "--model",
        model,
        "--port",
        String(port),
        "--workers",
        workers,
      ]);
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`^number-predictor: .*${port}.*\n$`));
    });
  }

  test("says in one line what is wrong with its model, and ends with status 1", async () => {
    const { status, stderr } = await runCommand(["serve", "--port", "0", "--model", join(folder, "absent.onnx")]);
    assert.equal(status, 1);
    assert.match(stderr, /^number-predictor: .*absent\.json can't be read \(ENOENT\)\.\n$/);
  });

  for (const [what, args, message] of [
    ["an empty key", ["--api-key", ""], /--api-key must not be empty/],
    ["an empty name of a key file", ["--api-key-file", ""], /--api-key-file must not be empty/],
    ["a key file that isn't there", ["--api-key-file", join(folder, "absent")], /--api-key-file .*absent.*ENOENT/],
    ["a key file without keys", ["--api-key-file", emptyFile], /--api-key-file .*no keys/],
    ["a proxy that is no address", ["--forwarded-allow-ips", "senseless"], /--forwarded-allow-ips .*"senseless"/],
    ["a network that is none", ["--forwarded-allow-ips", "10.0.0.0/33"], /--forwarded-allow-ips .*"10.0.0.0\/33"/],
  ] as const) {
    for (const workers of ["1", "2"]) {
      test(`with --workers ${workers} refuses ${what} in one line, with status 2`, async () => {
        const common = ["serve", "--port", "0", "--model", model, "--workers", workers];
        const { status, stderr } = await runCommand([...common, ...args]);
        assert.match(stderr, new RegExp(`^number-predictor: .*${message.source}.*\n$`));
        assert.equal(status, 2);
      });
    }
  }

  test("refuses a variable for keys that is empty; says at the start where no key is set", async (t) => {
    const env = { NUMBER_PREDICTOR_API_KEY: "" };
    const { status, stderr } = await runCommand(["serve", "--port", "0", "--model", model], { env });
    assert.deepEqual([status, /NUMBER_PREDICTOR_API_KEY must not be empty/.test(stderr)], [2, true]);
    const open = await startServer(t, ["--model", model]);
    await until(async () => /no API key is set/.test(open.errors()));
    const closed = await startServer(t, ["--model", model, "--api-key", "one"]);
    assert.equal((await fetch(`${closed.url}/v1/model`)).status, 401);
    assert.doesNotMatch(closed.errors(), /no API key/);
  });

  for (const [args, message] of [
    [["--port", "70000"], "--port must be a whole number from 0 to 65535."],
    [["--port"], "--port needs a value."],
    [["--workers", "-1"], "--workers must be a whole number from 1 to 256."],
    [["--workers=0"], "--workers must be a whole number from 1 to 256."],
    [["--rate-limit", "-.5"], "--rate-limit must be a whole number from 0 to 1000000000."],
    [["--reload=yes"], "--reload takes no value."],
    [["--model", "--port", "3"], "--model needs a value."],
    [["elsewhere"], "Unexpected argument 'elsewhere'."],
    [["--host", ""], "--host must not be empty."],
    [["--log-format", "xml"], "--log-format must be one of auto, text, json."],
    [["--image-root", "/nope"], "--image-root /nope doesn't exist. Without it, use --no-path-endpoint."],
    [["--image-root", emptyFile], `--image-root ${emptyFile} is no folder. Without it, use --no-path-endpoint.`],
    [["--model-folder", "/nope"], "--model-folder /nope doesn't exist. Leave it out where no other model is served."],
    [["--model", folder], "--model must name an .onnx file."],
    [["--port", "8765", "--health-port", "8765"], /^--health-port and --port are both 8765\. /],
    [["--max-body-memory", "5"], /^--max-body-memory 5 holds no file of --max-file-bytes \d+\. /],
    [["--api-key", "two words"], /^--api-key must be of visible ASCII characters without blanks, /],
    [["--open", "--no-docs"], /^--open shows the page, and doesn't go with --no-docs, /],
    [["--open", "--reload"], /^--open shows the page, and doesn't go with --reload, /],
  ] as const) {
    test(`refuses ${args.join(" ")} in one line, with status 2`, async () => {
      const { status, stdout, stderr } = await runCommand(["serve", ...args]);
      const [line, ...more] = stderr.replace(/^number-predictor: /, "").split("\n");
      if (typeof message === "string") assert.equal(line, message);
      else assert.match(line, message);
      assert.deepEqual([more, stdout, status], [[""], "", 2]);
    });
  }

  test("--help has every setting once, in groups", async () => {
    const { stdout } = await runCommand(["serve", "--help"]);
    const headings = stdout.match(/^\S.*:$/gm);
    assert.ok(headings !== null && headings.length >= 4, stdout);
    const flags = [...stdout.matchAll(/^ {2}--(?:\[no-\])?([\w-]+)/gm)].map(([, flag]) => flag);
    assert.deepEqual(
      flags,
      SETTING_NAMES.map((name) => SETTINGS[name].flag),
    );
  });
});

function inTime<T>(promise: Promise<T>): Promise<T | "not within a minute"> {
  return Promise.race([promise, sleep(60_000, "not within a minute" as const, { ref: false })]);
}
