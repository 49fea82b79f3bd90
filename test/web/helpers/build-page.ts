import { existsSync, globSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const PAGE = join(ROOT, "dist", "web");

let building: Promise<void> | undefined;

/** Builds the page into `dist/web`, unless what is there is newer than all its sources. */
export function buildPage(): Promise<void> {
  building ??= buildOnce();
  return building;
}

async function buildOnce(): Promise<void> {
  const built = join(PAGE, "index.html");
  const sources = globSync(["web/**/*.*", "src/core/**/*.ts"], { cwd: ROOT });
  const latest = Math.max(...sources.map((source) => statSync(join(ROOT, source)).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > latest) return;
  const outDir = `${PAGE}-${process.pid}`;
  await build({ configFile: join(ROOT, "web", "vite.config.ts"), logLevel: "error", build: { outDir } });
  rmSync(PAGE, { recursive: true, force: true });
  renameSync(outDir, PAGE);
}
