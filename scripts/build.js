// Builds what no source file is: the page (dist/web) and the copy of ReDoc that /redoc serves (dist/redoc); with --package
// also the sources as JavaScript, since Node strips no types in node_modules, and the list of what all of it consists of
// (dist/sbom.cdx.json). JavaScript itself, so that an older Node runs it.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const forPackage = process.argv.includes("--package");

// `npm ci --omit=dev` runs this too, and needs none of it: it is for those who bring a dist/ of their own, as the container does.
if (!existsSync(join(ROOT, "node_modules/vite"))) {
  console.log("The development packages are absent: nothing is built.");
  process.exit(0);
}

if (forPackage) {
  rmSync(join(ROOT, "dist"), { recursive: true, force: true });
  run("typescript/bin/tsc", "-p", "tsconfig.build.json");
}
run("vite/bin/vite.js", "build", "--config", "web/vite.config.ts", "--logLevel", "warn");
for (const file of ["redoc.standalone.js", "redoc.standalone.js.LICENSE.txt"]) {
  cpSync(join(ROOT, "node_modules/redoc/bundles", file), join(ROOT, "dist/redoc", file));
}
if (forPackage) run("../scripts/write-sbom.js");

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join("node_modules", script), ...args], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}
