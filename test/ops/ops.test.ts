import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { parse } from "yaml";
import { REJECTIONS } from "../../src/server/telemetry/rejection.ts";
import { startServer } from "../helpers/start-server.ts";

const ROOT = join(import.meta.dirname, "../..");
const ALERTS = join(ROOT, "ops/alerts.yaml");
/** What Prometheus adds to everything that it reads. */
const SCRAPE_LABELS = ["instance", "job"];

interface Query {
  readonly place: string;
  readonly text: string;
  /** Names of labels in what is shown to people. */
  readonly shown: readonly string[];
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const { groups } = parse(readFileSync(ALERTS, "utf8")) as { groups: { rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);
const dashboard = JSON.parse(readFileSync(join(ROOT, "ops/grafana-dashboard.json"), "utf8"));
const panels: Panel[] = dashboard.panels;

const queries: Query[] = [
  ...alerts.map(({ alert, expr, annotations }) => ({
    place: alert,
    text: expr,
    shown: [
      ...Object.values(annotations)
        .join()
        .matchAll(/\$labels\.(\w+)/g),
    ].map(([, label]) => label),
  })),
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({
      place: title,
      text: expr,
      shown: [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label),
    })),
  ),
];

/** The labels of each metric that a real server tells of, once it has been asked for everything that it counts. */
async function scrape(t: TestContext): Promise<Map<string, Set<string>>> {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { url } = await startServer(t, ["--workers", "2", "--readings", join(folder, "readings.db"), "--audit", "1"]);
  const post = (path: string, body: Buffer<ArrayBuffer>) => fetch(url + path, { method: "POST", body });
  await (await post("/v1/digits", readFileSync(join(ROOT, "test_images/7.png")))).text();
  await (await post("/v1/digits", Buffer.from("no picture"))).text();
  const kept = await post("/v1/readings?kind=digit", readFileSync(join(ROOT, "test_images/7.png")));
  await fetch(url + kept.headers.get("location"), {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "7" }),
  });
  await (await fetch(`${url}/metrics`)).text(); // is itself counted in the next one
  const text = await (await fetch(`${url}/metrics`)).text();
  const metrics = new Map<string, Set<string>>();
  for (const [, name, labels = ""] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const known = metrics.get(name) ?? new Set(SCRAPE_LABELS);
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label);
    metrics.set(name, known);
  }
  return metrics;
}

/** A query without its texts and its functions' names, which nothing is to be looked for in. */
const selectorsOf = (text: string) =>
  [...text.matchAll(/\b((?:number_predictor|process|nodejs)_\w+|up)\b(?:\{([^}]*)\})?/g)].map(
    ([, name, matchers = ""]) => ({
      name,
      matchers: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].map(([, label, value]) => ({
        label,
        value,
      })),
    }),
  );
const groupingsOf = (text: string) =>
  [...text.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, labels]) => labels.split(",").map((label) => label.trim()));

test("dashboard and alerts use metrics and labels that a real server has, and leave out none of ours", async (t) => {
  const metrics = await scrape(t);
  metrics.set("up", new Set(SCRAPE_LABELS));
  assert.ok(queries.length > 25);
  for (const { place, text, shown } of queries) {
    const selectors = selectorsOf(text);
    assert.ok(selectors.length > 0, place);
    const labels = new Set<string>();
    for (const { name, matchers } of selectors) {
      const known = metrics.get(name);
      assert.ok(known, `${place}: there is no ${name}`);
      for (const { label } of matchers) assert.ok(known.has(label), `${place}: ${name} has no label ${label}`);
      for (const label of known) labels.add(label);
    }
    for (const label of [...groupingsOf(text), ...shown]) assert.ok(labels.has(label), `${place}: no label ${label}`);
  }
  const used = new Set(queries.flatMap(({ text }) => selectorsOf(text)).map(({ name }) => withoutSuffix(name)));
  for (const name of metrics.keys()) {
    if (name.startsWith("number_predictor_")) assert.ok(used.has(withoutSuffix(name)), `${name} is shown nowhere`);
  }
});

/** A histogram is told as three metrics. */
function withoutSuffix(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, "");
}

test("what they pick out exists: reasons, decisions, outcomes and routes", () => {
  const paths = Object.keys(JSON.parse(readFileSync(join(ROOT, "docs/openapi.json"), "utf8")).paths);
  const values: Readonly<Record<string, readonly string[]>> = {
    reason: REJECTIONS,
    decision: ["accept", "review", "reject"],
    outcome: ["succeeded", "failed"],
    route: paths,
    job: ["number-predictor"],
  };
  const matchers = queries.flatMap(({ text }) => selectorsOf(text)).flatMap(({ matchers }) => matchers);
  assert.ok(matchers.some(({ label }) => label === "reason"));
  for (const { label, value } of matchers) {
    for (const each of value.split("|")) {
      if (label in values) assert.ok(values[label].includes(each), `${label}="${each}"`);
      else assert.ok(["instance", "status", "figure"].includes(label), label);
    }
  }
});

test("alerts have a severity and say what is the matter; panels stand side by side", () => {
  for (const { alert, labels, annotations } of alerts) {
    assert.match(alert, /^NumberPredictor[A-Z]\w+$/);
    assert.ok(["critical", "warning"].includes(labels.severity), alert);
    assert.ok(annotations.summary && annotations.description, alert);
  }
  assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
  assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length);
  const places = new Set(
    dashboard.panels.map(({ gridPos }: { gridPos: { x: number; y: number } }) => `${gridPos.x},${gridPos.y}`),
  );
  assert.equal(places.size, panels.length);
});

const skip =
  spawnSync("promtool", ["--version"]).status === 0 ? false : "needs promtool, of Debian's package prometheus";

describe("by Prometheus' own tool", { skip }, () => {
  const succeed = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: join(ROOT, "ops"), encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  };

  test("the alert rules are valid", () => succeed("check", "rules", "--lint-fatal", "alerts.yaml"));

  test("alerts fire when they should, and only then", () => succeed("test", "rules", "alerts.test.yaml"));

  test("the dashboard's queries are valid", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const rules = panels
      .flatMap(({ targets }) => targets)
      .map(({ expr }, i) => ({ record: `panel:${i}`, expr: expr.replace(/\$__\w+/g, "5m") }));
    writeFileSync(join(folder, "panels.json"), JSON.stringify({ groups: [{ name: "panels", rules }] }));
    succeed("check", "rules", join(folder, "panels.json"));
  });
});
