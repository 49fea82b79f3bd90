import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { parse } from "yaml";
import { PredictorError } from "../../src/errors.ts";
import { STATUS_OF } from "../../src/server/errors.ts";
import { describeDefault, SETTING_NAMES, SETTINGS, type Setting, variableOf } from "../../src/server/settings.ts";
import { createMetrics } from "../../src/server/telemetry/metrics.ts";
import { REASON_OF_STATUS, REJECTIONS } from "../../src/server/telemetry/rejection.ts";
import { createNumbersReading, createReading, FAKE_MANIFEST } from "../helpers/fake-reader.ts";

const ROOT = join(import.meta.dirname, "../..");
const FILE = join(ROOT, "docs/operations.md");
const ADVICE = "run: UPDATE_DOCS=1 node --test test/docs/operations.test.ts";

const toTable = (...rows: readonly (readonly string[])[]) => rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");

function describeSettings(): string {
  const rows = SETTING_NAMES.map((name) => {
    const setting: Setting<unknown> = SETTINGS[name];
    const usage = setting.placeholder === null ? `--[no-]${setting.flag}` : `--${setting.flag} ${setting.placeholder}`;
    return [`\`${usage}\``, `\`${variableOf(setting)}\``, describeDefault(name), setting.help];
  });
  return toTable(["flag", "variable", "default", "what it is"], ["---", "---", "---", "---"], ...rows);
}

/** Ours, each with the labels that it has once it has counted something. */
async function describeMetrics(): Promise<string> {
  const metrics = createMetrics(() => FAKE_MANIFEST, false);
  metrics.requestsInProgress.set(1);
  metrics.countRequest("GET", "/", 200, 0.1);
  metrics.countReading(createReading(1), FAKE_MANIFEST);
  metrics.countNumbers(createNumbersReading("142"), FAKE_MANIFEST);
  metrics.countBatch(1, 0, FAKE_MANIFEST);
  metrics.countRejected(new PredictorError("no_ink", ""));
  const audit = { kind: "digit", model: FAKE_MANIFEST, maxError: 0.01, audited: 2, reviewed: 1, wrong: 0 } as const;
  metrics.observeStore(async () => ({ byStatus: { accepted: 1 } as never, audits: [audit] }));
  const all = (await metrics.toJson()).filter(({ name }) => name.startsWith("number_predictor_"));
  const rows = all.map(({ name, type, help, values }) => {
    const labels = Object.keys(values.at(-1)!.labels).filter((label) => label !== "le");
    return [`\`${name}\``, String(type), labels.map((label) => `\`${label}\``).join(", "), help];
  });
  return toTable(["metric", "kind", "labels", "what it is"], ["---", "---", "---", "---"], ...rows);
}

let text = readFileSync(FILE, "utf8");
const partOf = (name: string) => text.split(`<!-- ${name} -->\n`)[1].split(`<!-- /${name} -->`)[0].trim();
const sectionOf = (title: string) => text.split(`\n## ${title}\n`)[1].split("\n## ")[0];

before(async () => {
  if (!process.env.UPDATE_DOCS) return;
  for (const [name, table] of [
    ["settings", describeSettings()],
    ["metrics", await describeMetrics()],
  ]) {
    text = text.replace(
      new RegExp(`(<!-- ${name} -->\n)[^]*(<!-- /${name} -->)`),
      (_, start, end) => `${start}${table}\n${end}`,
    );
  }
  writeFileSync(FILE, text);
});

test("docs/operations.md has every setting as the program has it", () => {
  assert.equal(partOf("settings"), describeSettings(), ADVICE);
});

test("it has every metric with its labels", async () => {
  assert.equal(partOf("metrics"), await describeMetrics(), ADVICE);
});

test("it says of every error what status it has, what it means and what to do", () => {
  const rows = [...sectionOf("Errors").matchAll(/^\| `(\w+)` \| (\d+) \| ([^|]+) \| ([^|]+) \|$/gm)];
  assert.deepEqual(rows.map(([, reason]) => reason).sort(), [...REJECTIONS].sort());
  const statusOf: Record<string, number> = { internal: 500 };
  for (const [status, reason] of Object.entries(REASON_OF_STATUS)) statusOf[reason] = Number(status);
  Object.assign(statusOf, STATUS_OF);
  for (const [, reason, status] of rows) assert.equal(Number(status), statusOf[reason], reason);
});

test("it says of every alert what to do", () => {
  const { groups } = parse(readFileSync(join(ROOT, "ops/alerts.yaml"), "utf8"));
  const alerts = groups.flatMap(({ rules }: { rules: { alert: string }[] }) => rules.map(({ alert }) => alert));
  const described = [...sectionOf("Alerts").matchAll(/^### (\w+)\n\S/gm)].map(([, name]) => name);
  assert.deepEqual(described, alerts);
});

test("every flag that it names exists", () => {
  const ofNode = ["max-semi-space-size"];
  const ofDocker = ["network", "read-only", "cap-drop", "security-opt", "time"];
  const flags = new Set([...SETTING_NAMES.map((name) => SETTINGS[name].flag), ...ofNode, ...ofDocker]);
  for (const [, flag] of text.matchAll(/`--(?:no-)?([a-z][\w-]*)/g)) assert.ok(flags.has(flag), flag);
});
