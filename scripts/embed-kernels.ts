/**
 * Compiles to WebAssembly what must run at once and everywhere, and writes it into the sources, where code imports it without waiting:
 * reading's loops over pixels, and the engine of the quick classifier. `node scripts/embed-kernels.ts` after a change in
 * src/core/pixels/kernels/ or src/core/engine/kernels/.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const ROOT = join(import.meta.dirname, "..");

/** A file of the sources that WebAssembly is written into. */
interface Embedded {
  readonly source: string;
  readonly file: string;
  readonly constant: string;
  readonly options: readonly string[];
}

export const EMBEDDED: readonly Embedded[] = [
  {
    source: "src/core/pixels/kernels/kernels.ts",
    file: "src/core/pixels/compiled-kernels.ts",
    constant: "COMPILED_KERNELS",
    options: [],
  },
  {
    source: "src/core/engine/kernels/kernels.ts",
    file: "src/core/engine/compiled-kernels.ts",
    constant: "ENGINE_KERNELS",
    options: ["--importMemory"],
  },
];

/**
 * @returns the text of the file
 * @throws Error with the compiler's messages
 */
export async function embedKernels({ source, constant, options }: Embedded): Promise<string> {
  const file = `dist/${process.pid}-embedded.wasm`;
  try {
    const { error, stderr } = await asc.main([
      ...[source, "--outFile", file, "--baseDir", ROOT, "--enable", "simd", ...options],
      ...["--runtime", "stub", "--noAssert", "--optimizeLevel", "3", "--shrinkLevel", "0"],
    ]);
    if (error) throw new Error(`${source}: ${error.message}\n${stderr}`);
    const base64 = readFileSync(join(ROOT, file), "base64");
    return `/** Written by \`node scripts/embed-kernels.ts\`: WebAssembly of kernels/kernels.ts, in base64. */
export const ${constant} =
  "${base64}";
`;
  } finally {
    rmSync(join(ROOT, file), { force: true });
  }
}

if (import.meta.main)
  for (const embedded of EMBEDDED) writeFileSync(join(ROOT, embedded.file), await embedKernels(embedded));
