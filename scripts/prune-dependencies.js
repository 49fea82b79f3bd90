// Leaves of node_modules what this machine needs to serve: ONNX Runtime brings its libraries for every platform (288 MB), and
// most packages bring source maps, type declarations and what only their installation uses.
import { globSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { arch, platform } from "node:process";

const MODULES = join(import.meta.dirname, "..", "node_modules");
const remove = (path) => rmSync(path, { recursive: true, force: true });

const runtimes = join(MODULES, "onnxruntime-node/bin/napi-v6");
for (const entry of readdirSync(runtimes, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !path.startsWith(join(runtimes, platform, arch))) remove(path);
}

// Only ONNX Runtime's installation script needs these, and it has no use here.
for (const name of ["adm-zip", "global-agent"]) remove(join(MODULES, name));

// OpenTelemetry's packages bring their code three times over, of which Node runs `build/src`, and names that nobody uses yet.
const UNUSED = "@opentelemetry/{*/build/{esm,esnext},semantic-conventions/dist/{experimental_,index-incubating}*}";
for (const path of globSync(UNUSED, { cwd: MODULES })) remove(join(MODULES, path));

const NOT_RUN = /\.(map|md|markdown|d\.[cm]?ts|[cm]?ts|flow)$/;
const NEEDED = /licen[cs]e|notice|copying/i; // a licence asks to stay with its code
for (const entry of readdirSync(MODULES, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && NOT_RUN.test(entry.name) && !NEEDED.test(entry.name))
    remove(join(entry.parentPath, entry.name));
}
