import { existsSync, globSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const PAGE = join(ROOT, "dist", "web");

/** Builds the page into `dist/web`, unless what is there is newer than all its sources. */
export async function buildPage(): Promise<void> {
  const built = join(PAGE, "index.html");
  const sources = globSync(["web/**/*.*", "src/core/**/*.ts"], { cwd: ROOT });
  const latest = Math.max(...sources.map((source) => statSync(join(ROOT, source)).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > latest) return;
  const outDir = `${PAGE}-${process.pid}`;
  await build({ configFile: join(ROOT, "web", "vite.config.ts"), logLevel: "error", build: { outDir } });
  rmSync(PAGE, { recursive: true, force: true });
  renameSync(outDir, PAGE);
}
