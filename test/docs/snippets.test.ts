import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { startServer } from "../helpers/start-server.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const hasRequests = has("python3", "-c", "import requests");
const hasCurl = has("curl", "--json", "{}", "--version");
/** `node`, and what `npx node` would be, is the one that runs this test. */
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;

interface Block {
  readonly language: string;
  readonly text: string;
}

/** The blocks of code in a page, in order. */
function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({ language, text }));
}

/** Runs a program with both servers' addresses in place of those in the page; gives what it printed. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: ROOT, env: { ...process.env, PATH }, timeout: 30_000 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${args.at(-1)}\n${stderr}`, { cause: error })) : resolve(stdout),
    );
  });
}

async function startHello(t: TestContext): Promise<string> {
  const child = spawn(process.execPath, ["examples/hello.ts"], { cwd: ROOT, env: { ...process.env, PORT: "0" } });
  t.after(() => child.kill());
  const [line] = await child.stdout.setEncoding("utf8").take(1).toArray();
  return line.trim();
}

/** Starting and installing is what the tests around do themselves; these lines are compared with what they name. */
function checkWithoutRunning(line: string): boolean {
  if (line === "npm ci" || line === "npx node examples/hello.ts") return true;
  if (line === "npm start") {
    assert.match(
      JSON.parse(read("package.json")).scripts.start,
      /^node (--max-semi-space-size=16 )?src\/main\.ts serve$/,
    );
    return true;
  }
  if (!line.startsWith("docker ")) return false;
  const [, port] = /-p 8000:(\d+) /.exec(line) ?? [];
  if (port === undefined) assert.equal(line, "docker build -t number-predictor .");
  else assert.match(read("Dockerfile"), new RegExp(`^EXPOSE ${port}$`, "m"));
  return true;
}

function reasonToSkip({ language, text }: Block): string | false {
  if (!hasRequests && (language === "python" || text.includes("python3"))) return "needs Python with requests";
  return !hasCurl && /curl|client\.sh/.test(text) && "needs curl 7.82 or newer";
}

/** Confidences, boxes and second choices change with the model, and blanks with the width of a page; the rest of an answer stands. */
function withoutConfidence(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/(?<=[[\]{}:,"]) | (?=[[\]{}:,"])/g, "")
    .replace(/("(?:confidence|x|y|width|height)":)[\d.]+/g, "$1#")
    .replace(/("alternatives":)\[[^\]]*\]/g, "$1[]")
    .replace(/("version":)"[\d.]+"/g, '$1"#"')
    .replace(/ +[\d.]+%/g, " #%")
    .trim();
}

/** Each command's output on lines of its own, as a terminal shows it. */
const asScript = (lines: readonly string[]) => `set -eu\n${lines.map((line) => `${line}\necho`).join("\n")}`;

const PAGES = ["README.md", "docs/tutorial.md", "docs/api.md", "docs/command-line.md", "docs/numbers.md"];
for (const page of PAGES) {
  describe(`every snippet of ${page} works`, () => {
    test("in order", async (t) => {
      const { url } = await startServer(t, ["--image-root", ROOT]);
      const hello = await startHello(t);
      const fill = (text: string) =>
        text
          .replaceAll("http://localhost:8000", url)
          .replaceAll("http://localhost:8001", hello)
          .replaceAll("npx node", "node")
          .replaceAll('from "number-predictor"', `from ${JSON.stringify(join(ROOT, "src/index.ts"))}`);
      const blocks = blocksOf(read(page));
      assert.ok(blocks.length > 4);
      for (const [index, block] of blocks.entries()) {
        if (["json", "text"].includes(block.language)) continue; // what the block before prints
        const expected = ["json", "text"].includes(blocks[index + 1]?.language) ? blocks[index + 1].text : undefined;
        await t.test(block.text.split("\n")[0], { skip: reasonToSkip(block) }, async () => {
          const printed = await runBlock(block, fill);
          if (expected !== undefined) {
            assert.equal(withoutConfidence(printed.replace(/\n+/g, "\n")), withoutConfidence(expected));
          }
        });
      }
    });
  });
}

async function runBlock({ language, text }: Block, fill: (text: string) => string): Promise<string> {
  if (language === "sh") {
    const lines = text.trim().split("\n");
    const left = lines.filter((line) => !checkWithoutRunning(line));
    return left.length === 0 ? "" : await run("sh", ["-c", fill(asScript(left))]);
  }
  if (text === read("examples/hello.ts")) return ""; // it runs beside this test
  if (language === "ts") {
    const printed = await run(process.execPath, ["--input-type=module-typescript", "--eval", fill(text)]);
    assert.match(printed, /prediction|digit: 7/);
    return printed;
  }
  assert.equal(language, "python");
  const printed = await run("python3", ["-c", fill(text)]);
  assert.match(printed, /'prediction': \d/);
  return printed;
}

test("the smallest API greets, and documents itself", async (t) => {
  const url = await startHello(t);
  assert.deepEqual(await (await fetch(url)).json(), { Hello: "World" });
  assert.deepEqual(await (await fetch(`${url}/hello/Ada%20L.`)).json(), { Hello: "Ada L." });
  const document = await (await fetch(`${url}/docs/json`)).json();
  assert.deepEqual(Object.keys(document.paths), ["/", "/hello/{name}"]);
});

for (const [program, file] of [
  [process.execPath, "examples/client.ts"],
  ["sh", "examples/client.sh"],
  ["python3", "examples/client.py"],
]) {
  test(`${file} gets the same digit both ways`, {
    skip: reasonToSkip({ language: "sh", text: `${program} ${file}` }),
  }, async (t) => {
    const { url } = await startServer(t, ["--image-root", ROOT]);
    const printed = await run(program, [file, "test_images/4.png", url]);
    assert.equal([...printed.matchAll(/prediction["']?: ?4\b/g)].length, 2, printed);
  });
}
