/**
 * Reads every file of folders of odd pictures, such as PngSuite or Pillow's test images, and checks that each gives an answer or a
 * clear error, and that memory stays bounded.
 *
 *     node bench/fuzz/check-image-suite.ts FOLDER…
 *
 * Ends with status 1, and names the file, where one comes to something else. A file that ends the process is the last one named.
 */

import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES, PredictorError } from "../../src/errors.ts";
import { checkFile, DEFAULT_LIMITS } from "../../src/reader/decode/check-file.ts";
import { openDecoder } from "../../src/reader/decode/open-decoder.ts";

const MAX_MEMORY_MB = 1000;
const MAX_FILE_MS = 30_000;

const decoder = openDecoder();
const outcomes = new Map<string, number>();
const problems: string[] = [];
let peakMb = 0;
let count = 0;
for (const folder of process.argv.slice(2)) {
  for (const name of globSync("**/*", { cwd: folder }).sort()) {
    const file = join(folder, name);
    if (!statSync(file).isFile() || statSync(file).size > DEFAULT_LIMITS.maxBytes) continue;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${name}` : "");
    const start = performance.now();
    const outcome = await read(file);
    const ms = performance.now() - start;
    if (ms > MAX_FILE_MS) problems.push(`${file} took ${ms.toFixed(0)} ms`);
    if (outcome !== "decoded" && !ERROR_CODES.some((code) => code === outcome)) problems.push(`${file}: ${outcome}`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1e6);
    count++;
  }
}
decoder.close();
if (count === 0) problems.push("there are no files in these folders");
if (peakMb > MAX_MEMORY_MB) problems.push(`memory rose to ${peakMb.toFixed(0)} MB`);
console.log(
  `${count} files: ${[...outcomes].map(([what, n]) => `${what} ${n}`).join(", ")}; memory at most ${peakMb.toFixed(0)} MB`,
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

async function read(file: string): Promise<string> {
  try {
    const { width, height, rgba } = await decoder.decode(checkFile(readFileSync(file), DEFAULT_LIMITS));
    return rgba.length === width * height * 4 && rgba.length > 0 ? "decoded" : `inconsistent: ${width} × ${height}`;
  } catch (error) {
    return error instanceof PredictorError ? error.code : `unexpected error: ${error}`;
  }
}
