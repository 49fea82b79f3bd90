import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const MODULES = join(ROOT, ".work/openapi-tools/node_modules"); // by .ci/run
const PYTHON = join(ROOT, ".work/openapi-python-client/bin"); // by .ci/run

/** Tools around the OpenAPI document, which are no development packages: they are more than all that there are. */
const SCRIPTS = {
  redocly: "@redocly/cli/bin/cli.js",
  spectral: "@stoplight/spectral-cli/dist/index.js",
  "openapi-ts": "@hey-api/openapi-ts/bin/run.js",
  publint: "publint/src/cli.js",
  tsc: "typescript/bin/tsc",
} as const;
const PROGRAMS = ["openapi-python-client", "python"] as const;

export type Tool = keyof typeof SCRIPTS | (typeof PROGRAMS)[number];

/** Why a test that needs these tools is skipped, or false if it isn't. */
export function skipWithout(...tools: readonly Tool[]): string | false {
  const missing = tools.filter((tool) => !existsSync(pathOf(tool)));
  return missing.length > 0 && `needs ${missing.join(" and ")}; .ci/run installs it into .work/`;
}

/** Runs a tool to its end. @returns everything that it printed */
export function runTool(
  tool: Tool,
  args: readonly string[],
  { cwd = ROOT, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): { readonly status: number | null; readonly output: string } {
  const isScript = tool in SCRIPTS;
  const { status, stdout, stderr } = spawnSync(
    isScript ? process.execPath : pathOf(tool),
    isScript ? [pathOf(tool), ...args] : args,
    {
      cwd,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", ...env },
    },
  );
  return { status, output: stdout + stderr };
}

function pathOf(tool: Tool): string {
  return tool in SCRIPTS ? join(MODULES, SCRIPTS[tool as keyof typeof SCRIPTS]) : join(PYTHON, tool);
}
