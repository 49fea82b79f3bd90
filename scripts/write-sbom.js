// Writes dist/sbom.cdx.json, a CycloneDX list of what the package consists of (https://cyclonedx.org): what is installed to serve, by
// package-lock.json, and what the build has put into dist/ itself, by dist/licences.txt and dist/web/licences.txt.
//
//     node scripts/write-sbom.js               for the package, which is installed on every platform
//     node scripts/write-sbom.js --installed   only what is in node_modules, for the image
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const onlyInstalled = process.argv.includes("--installed");

const bundled = readBundled();
const { packages: locked } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
const sbom = listByNpm();
const kept = sbom.components.filter((component) => isShipped(component)).map(toShipped);
const known = new Set(kept.map((component) => component["bom-ref"]));
const added = bundled.filter((component) => !known.has(component["bom-ref"])); // packages that came inside another one
for (const component of added) known.add(component["bom-ref"]);

const root = sbom.metadata.component;
root.name = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).name; // npm takes the folder's
known.add(root["bom-ref"]);
sbom.components = [...kept, ...added];
sbom.dependencies = [...sbom.dependencies, ...added.map((component) => ({ ref: component["bom-ref"], dependsOn: [] }))]
  .filter(({ ref }) => known.has(ref))
  .map(({ ref, dependsOn = [] }) => {
    const all =
      ref === root["bom-ref"] ? [...dependsOn, ...bundled.map((component) => component["bom-ref"])] : dependsOn;
    return { ref, dependsOn: [...new Set(all)].filter((name) => known.has(name)) };
  });
writeFileSync(join(ROOT, "dist/sbom.cdx.json"), `${JSON.stringify(sbom, null, 1)}\n`);

// Without `--omit=dev`, which in npm 11.19 also omits what both a development package and another one need.
function listByNpm() {
  const args = ["sbom", "--package-lock-only", "--sbom-format=cyclonedx"];
  const { status, stdout, stderr, error } = spawnSync("npm", args, {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "" }, // in production npm omits them too
    shell: process.platform === "win32",
    maxBuffer: 100_000_000,
  });
  if (status !== 0) throw new Error(`npm ${args.join(" ")}: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

function isShipped(component) {
  if (isWorkspace(component)) return false; // part of the root, not a package of its own
  if (isBundled(component)) return true;
  const isDevelopment = component.properties?.some(({ name }) => name === "cdx:npm:package:development");
  return !isDevelopment && (!onlyInstalled || isInstalled(component));
}

function isWorkspace({ purl }) {
  return Object.entries(locked).some(
    ([path, { link }]) => link && purl.startsWith(`${path.replace("node_modules/", "pkg:npm/").replace("@", "%40")}@`),
  );
}

function isInstalled({ name, version }) {
  return Object.entries(locked).some(
    ([path, each]) => path.endsWith(`node_modules/${name}`) && each.version === version && existsSync(join(ROOT, path)),
  );
}

function isBundled(component) {
  return bundled.some((each) => each["bom-ref"] === component["bom-ref"]);
}

function toShipped(component) {
  if (!isBundled(component)) return component;
  const { scope, properties, ...rest } = component;
  return { ...rest, scope: "required" };
}

function readBundled() {
  const files = ["dist/licences.txt", "dist/web/licences.txt"].map((file) => join(ROOT, file));
  const text = files.map((file) => (existsSync(file) ? readFileSync(file, "utf8") : "")).join("");
  const found = [...text.matchAll(/^={80}\n(\S+) (\S+) \((\S+)\)\n(\S+)\n={80}$/gm)];
  if (found.length === 0) throw new Error("dist/licences.txt has no sections");
  const sections = [...new Map(found.map((section) => [`${section[1]}@${section[2]}`, section])).values()];
  return sections.map(([, name, version, licence, homepage]) => ({
    "bom-ref": `${name}@${version}`,
    type: "library",
    name,
    version,
    scope: "required",
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: [{ license: { id: licence } }],
    externalReferences: [{ type: "website", url: homepage }],
  }));
}
