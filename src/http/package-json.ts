import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What this package says of itself. */
export const PACKAGE: { readonly name: string; readonly version: string; readonly description: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"),
);
