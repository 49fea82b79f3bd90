import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { clopperPearson } from "../../src/server/store/clopper-pearson.ts";
import { startServer } from "../helpers/start-server.ts";
import { writeNumbers } from "../helpers/write-numbers.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGE = readFileSync(join(ROOT, "docs/digitise-forms.md"), "utf8");
const MAIN = join(ROOT, "src", "main.ts");
const NUMBERS = ["142", "37", "905", "4711"];
const lacksTool =
  (spawnSync("curl", ["--json", "{}", "--version"]).status !== 0 && "needs curl 7.82 or newer") ||
  (spawnSync("sha256sum", ["--version"]).status !== 0 && "needs sha256sum");

/** Runs one block of the page as a person would, in this folder. */
function run(script: string, cwd: string): Promise<string> {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  return new Promise((resolve, reject) => {
    execFile("bash", ["-euc", script], { cwd, env, timeout: 120_000 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${script}\n${stdout}${stderr}`, { cause: error })) : resolve(stdout),
    );
  });
}

test("docs/digitise-forms.md: every command works, from the scanner's folder to the reviewed table", {
  skip: lacksTool,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "scans"));
  for (const number of NUMBERS) writeFileSync(join(folder, "scans", `${number}.png`), await writeNumbers([[number]]));

  const blocks = [...PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text]) => text.trim());
  const isServe = (block: string) => / serve /.test(block);
  const serve = blocks.find(isServe)!;
  const flags = serve.replace(/^.* serve /, "").split(" ");
  assert.deepEqual(flags, ["--readings", "readings.db", "--audit", "0.02"]);
  const store = join(folder, "readings.db");
  const { url } = await startServer(
    t,
    flags.map((flag) => (flag === "readings.db" ? store : flag)),
  );

  const take = (pattern: RegExp) => {
    const block = blocks.splice(0, 1)[0] ?? "";
    assert.match(block, pattern);
    return run(
      block.replaceAll("http://localhost:8000", url).replaceAll("npx node src/main.ts", `node '${MAIN}'`),
      folder,
    );
  };
  /** Pictures and what was read of them, whatever the confidence. */
  const readOf = (output: string) =>
    [...output.matchAll(/^scans\/(\d+)\.png +(\d+) /gm)].map(([, name, text]) => [name, text]);
  const wanted = ["37", "142", "905", "4711"].map((number) => [number, number]);

  assert.deepEqual(readOf(await take(/predict --numbers scans$/)), wanted);
  assert.deepEqual(readOf(await take(/--length 2-4 --max 5000/)), wanted);
  await take(/--csv --output unreviewed\.csv scans$/);
  const unreviewed = readFileSync(join(folder, "unreviewed.csv"), "utf8");
  assert.deepEqual(
    [...unreviewed.matchAll(/^scans\/(\d+)\.png,0,0,(\d+),/gm)].map(([, name, text]) => [name, text]),
    wanted,
  );
  await take(/--resume scans$/);
  assert.equal(readFileSync(join(folder, "unreviewed.csv"), "utf8"), unreviewed);

  blocks.splice(0, 1); // the service
  const send = blocks[0];
  await take(/^for file in scans/);
  const stats = JSON.parse(await take(/readings\/stats$/));
  assert.equal(stats.total, NUMBERS.length);
  blocks.unshift(send);
  await take(/^for file in scans/);
  assert.equal(
    (await (await fetch(`${url}/v1/readings/stats`)).json()).total,
    NUMBERS.length,
    "sent twice, stored once",
  );

  // What a reviewer says, as the page sends it.
  const { items } = await (await fetch(`${url}/v1/readings`)).json();
  const first = items.find(({ name }: { name: string }) => name === "142.png");
  const answer = await fetch(url + first.links.self, {
    method: "PUT",
    headers: { "content-type": "application/json", "if-match": `"${first.version}"` },
    body: JSON.stringify({ text: "143" }),
  });
  assert.equal(answer.status, 200);
  const claimed = JSON.parse(await take(/readings\/claim$/));
  assert.ok(
    claimed.items.every(
      ({ batch, status }: { batch: string; status: string }) => batch === "May" && status === "review",
    ),
  );
  await take(/export\?batch=May'$/);
  const [head, ...rows] = readFileSync(join(folder, "forms.csv"), "utf8").trimEnd().split("\r\n");
  const column = (name: string) => head.split(",").indexOf(name);
  const byName = Object.fromEntries(rows.map((row) => [row.split(",")[column("name")], row.split(",")]));
  assert.equal(rows.length, NUMBERS.length);
  for (const number of NUMBERS)
    assert.equal(byName[`${number}.png`][column("text")], number === "142" ? "143" : number);
  assert.deepEqual(
    ["status", "corrected_from"].map((name) => byName["142.png"][column(name)]),
    ["corrected", "142"],
  );
  assert.deepEqual(blocks, []);
});

test("docs/digitise-forms.md says what its figures are", () => {
  const [, reviewed, percent] = /^(\d+) reviewed readings without an error show .* at most ([\d.]+) %/m.exec(
    PAGE.replaceAll("\n", " ").replace(/.*asked for\. /, ""),
  )!;
  assert.equal((100 * clopperPearson(0, Number(reviewed))[1]).toFixed(2), percent);
});

test("docs/digitise-forms.md: its links lead somewhere", () => {
  for (const [, target] of PAGE.matchAll(/\]\(([^)]+)\)/g))
    assert.ok(readFileSync(join(ROOT, "docs", target)).length > 0);
});
