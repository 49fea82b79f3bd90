// Leaves of node_modules what serving needs: packages bring source maps, type declarations and documents too.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const MODULES = join(import.meta.dirname, "..", "node_modules");

const NOT_RUN = /\.(map|md|markdown|d\.[cm]?ts|[cm]?ts|flow)$/;
const NEEDED = /licen[cs]e|notice|copying/i; // a licence asks to stay with its code
for (const entry of readdirSync(MODULES, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && NOT_RUN.test(entry.name) && !NEEDED.test(entry.name))
    rmSync(join(entry.parentPath, entry.name));
}
