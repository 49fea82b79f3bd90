import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { compileKernels } from "../scripts/compile-kernels.ts";
import { collectLicences } from "./licences/collect-licences.ts";
import { REVIEW_TEXTS } from "./review/texts.ts";
import { TEXTS } from "./texts.ts";

await compileKernels();
const licences = collectLicences();
const outDir = join(import.meta.dirname, "..", "dist", "web");

// biome-ignore lint/style/noDefaultExport: Vite reads it so
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  worker: { format: "es", plugins: () => [licences.worker] },
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2023",
    modulePreload: { polyfill: false }, // what both pages share comes at once, not only when a script asks for it
    assetsInlineLimit: 0, // a data: address would need a hole in the Content-Security-Policy
    chunkSizeWarningLimit: 200,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: {
        index: join(import.meta.dirname, "index.html"),
        review: join(import.meta.dirname, "review", "index.html"),
        "service-worker": join(import.meta.dirname, "service-worker.ts"),
      },
      output: {
        entryFileNames: ({ name }) => (name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  plugins: [fillTexts(), preloadFont(), licences.page, finishFiles()],
});

/** Puts the texts into the pages, so that they are there at the first paint. */
function fillTexts(): Plugin {
  const fillPage = (html: string, { path }: { readonly path: string }) => {
    const page: Readonly<Record<string, string>> = path.startsWith("/review/") ? REVIEW_TEXTS.page : TEXTS.page;
    return html.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
      if (page[key] === undefined) throw new Error(`${path}: no text "${key}" in texts.ts`);
      return page[key].replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
    });
  };
  return { name: "fill-texts", transformIndexHtml: { order: "pre", handler: fillPage } };
}

/** The typeface is wanted before the style sheet has been read: it is used only if it is there for the first paint. */
function preloadFont(): Plugin {
  const handler = (_: string, { bundle = {}, path }: { bundle?: Record<string, unknown>; path: string }) =>
    Object.keys(bundle)
      .filter((file) => file.endsWith(".woff2"))
      .map((file) => ({
        tag: "link",
        attrs: {
          rel: "preload",
          as: "font",
          type: "font/woff2",
          crossorigin: true,
          href: `${path.startsWith("/review/") ? "../" : "./"}${file}`,
        },
        injectTo: "head-prepend" as const,
      }));
  return { name: "preload-font", transformIndexHtml: { order: "post", handler } };
}

/** Tells the service worker which files there are, and lays a compressed copy beside each one that gains by it. */
function finishFiles(): Plugin {
  const compressible = /\.(html|js|css|svg|txt|wasm)$/;
  const notKept = ["service-worker.js", "licences.txt", "review/index.html"];
  return {
    name: "finish-files",
    apply: "build",
    writeBundle({ dir = outDir }) {
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(dir.length + 1)
            .replaceAll("\\", "/"),
        );
      const worker = join(dir, "service-worker.js");
      const precached = files.filter((file) => !notKept.includes(file)).sort();
      const build = createHash("sha256");
      for (const file of precached) build.update(file).update(readFileSync(join(dir, file)));
      const script = readFileSync(worker, "utf8")
        .replaceAll("__FILES__", JSON.stringify(precached))
        .replaceAll("__BUILD__", JSON.stringify(build.digest("hex").slice(0, 16)));
      writeFileSync(worker, script);
      for (const file of files.filter((name) => compressible.test(name))) compress(join(dir, file));
    },
  };
}

function compress(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
