import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { build } from "vite";
import { buildPage } from "../web/helpers/build-page.ts";

const ROOT = join(import.meta.dirname, "..", "..");

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly scope: string;
  readonly licenses?: readonly unknown[];
}

interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface LockedPackage {
  readonly link?: boolean;
  readonly version: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
  readFileSync(join(ROOT, "package-lock.json"), "utf8"),
);
const locked = Object.entries(lock.packages)
  .filter(([path, { link }]) => path.includes("node_modules/") && !link) // neither the root nor its workspaces
  .map(([path, { version, dev = false, devOptional = false }]) => {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return { id: `${name}@${version}`, path, isDevelopment: dev || devOptional };
  });
/** Whose code the build puts into dist/: some of them, of every kind. */
const BUNDLED = [
  ...["@fontsource-variable/figtree", "redoc", "swagger-ui-dist"], // of the pages
  ...["@fastify/static", "@opentelemetry/core", "fastify", "onnxruntime-node", "prom-client"], // imported
  ...["ajv", "find-my-way", "onnxruntime-common", "pino"], // imported by those
];
/** What only makes it. */
const TOOLS = ["@biomejs/biome", "@types/node", "axe-core", "global-agent", "playwright-core", "typescript", "vite"];

/** Builds the code of the package into `dist`, beside the page. */
async function buildCode(): Promise<void> {
  await build({ configFile: join(ROOT, "scripts/package.vite.config.ts"), logLevel: "error" });
}

function writeSbom(...options: string[]): Sbom {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/write-sbom.js"), ...options], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(readFileSync(join(ROOT, "dist/sbom.cdx.json"), "utf8"));
}

const idsOf = ({ components }: Sbom) => components.map(({ name, version }) => `${name}@${version}`);

describe("the list of what a release consists of (SBOM)", () => {
  before(buildPage);
  before(buildCode);

  test("has every package that is installed to serve, and those bundled into the page, and no other", () => {
    const sbom = writeSbom();
    assert.equal(sbom.bomFormat, "CycloneDX");
    assert.equal(sbom.metadata.component.name, "number-predictor");
    const ids = idsOf(sbom);
    const served = locked.filter(({ isDevelopment }) => !isDevelopment).map(({ id }) => id);
    assert.deepEqual(
      [...new Set(served)].filter((id) => !ids.includes(id)),
      [],
    );
    const others = sbom.components.filter(({ name, version }) => !served.includes(`${name}@${version}`));
    const names = others.map(({ name }) => name);
    assert.deepEqual(
      BUNDLED.filter((name) => !names.includes(name)),
      [],
    );
    assert.deepEqual(
      TOOLS.filter((name) => names.includes(name)),
      [],
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  test("says of each its version, its place in the registry and its licence, and of what it is a part", () => {
    const sbom = writeSbom();
    for (const { name, version, purl, licenses = [] } of sbom.components) {
      assert.equal(purl, `pkg:npm/${name.replace("@", "%40")}@${version}`);
      assert.ok(licenses.length > 0, `${name} has no licence`);
    }
    const refs = [sbom.metadata.component, ...sbom.components].map((component) => component["bom-ref"]);
    const linked = sbom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    assert.deepEqual(
      linked.filter((ref) => !refs.includes(ref)),
      [],
    );
    const own = sbom.dependencies.find(({ ref }) => ref === sbom.metadata.component["bom-ref"]);
    for (const name of [...BUNDLED, "sharp"])
      assert.ok(
        own?.dependsOn.some((ref) => ref.startsWith(`${name}@`)),
        name,
      );
  });

  test("leaves out, in an image, what is only for other platforms", () => {
    const all = idsOf(writeSbom());
    const installed = idsOf(writeSbom("--installed"));
    const absent = locked.filter(({ path }) => !existsSync(join(ROOT, path))).map(({ id }) => id);
    assert.ok(absent.some((id) => all.includes(id)));
    assert.deepEqual(
      installed.filter((id) => absent.includes(id)),
      [],
    );
    writeSbom(); // as the package has it
  });
});
