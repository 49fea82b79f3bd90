// Builds what no source file is: the page (dist/web) and the copy of ReDoc that /redoc serves (dist/redoc); with --package also the
// code as JavaScript with everything that it imports but the decoders, since Node strips no types in node_modules; types for those
// who import it; ONNX Runtime's files for this platform, since its own package brings those of all (288 MB) and a script that fetches
// more from another host than the registry; and the list of what all of it consists of (dist/sbom.cdx.json). JavaScript itself, so
// that an older Node runs it.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { arch, platform } from "node:process";

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
  run("vite/bin/vite.js", "build", "--config", "scripts/package.vite.config.ts", "--logLevel", "warn");
  copy("@fastify/swagger-ui/static", "swagger-ui");
  rmSync(join(ROOT, "dist/swagger-ui/swagger-ui.js")); // the page has the bundle
  // Other platforms read with the WebAssembly build that the page has.
  copy(`onnxruntime-node/bin/napi-v6/${platform}/${arch}`, `onnxruntime/${platform}/${arch}`);
}
run("vite/bin/vite.js", "build", "--config", "web/vite.config.ts", "--logLevel", "warn");
for (const file of ["redoc.standalone.js", "redoc.standalone.js.LICENSE.txt"])
  copy(`redoc/bundles/${file}`, `redoc/${file}`);
if (forPackage) run("../scripts/write-sbom.js");

function copy(from, to) {
  if (!existsSync(join(ROOT, "node_modules", from))) return;
  cpSync(join(ROOT, "node_modules", from), join(ROOT, "dist", to), { recursive: true });
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join("node_modules", script), ...args], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}
