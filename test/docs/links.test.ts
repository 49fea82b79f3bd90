import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGES = globSync(["*.md", "docs/**/*.md", "bench/*.md", "src/**/*.md", ".changeset/*.md"], { cwd: ROOT });

/** A heading's anchor, as GitHub makes it. */
const toAnchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/** Where a page can be jumped to. */
const anchorsOf = (page: string) =>
  [...readFileSync(page, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => toAnchor(heading));

test("every link of a document that stays in the project leads to a file, and to a heading of it", () => {
  assert.ok(PAGES.includes("README.md") && PAGES.length > 15);
  let links = 0;
  for (const page of PAGES) {
    for (const [, target] of readFileSync(join(ROOT, page), "utf8").matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^\w+:/.test(target)) continue;
      const [path, anchor] = target.split("#");
      const file = path === "" ? join(ROOT, page) : join(ROOT, dirname(page), path);
      assert.ok(existsSync(file), `${page} links to ${target}`);
      if (anchor !== undefined) assert.ok(anchorsOf(file).includes(anchor), `${page} links to ${target}`);
      links++;
    }
  }
  assert.ok(links > 50);
});
