import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { collectLicences } from "../web/licences/collect-licences.ts";

// The code of the package: ours, and of its dependencies in JavaScript what is used. All files lie in one folder, so that paths from
// one to another are the same as in the sources, and `package-root.ts` finds its way. Decoders come as binaries and stay outside.

/** The entries: those of the package, and the files of threads and processes. */
const ENTRIES = [
  "main.ts",
  "index.ts",
  "core.ts",
  "reader/reader-thread.ts",
  "reader/decode/decoder-process.ts",
  "server/store/sqlite-thread.ts",
  "training/data/make-bank-thread.ts",
  "training/data/make-scene-bank-thread.ts",
];

/** Files beside the code of a dependency: where they are looked for, and where `build.js` puts them. */
const MOVED: readonly { readonly module: RegExp; readonly from: string; readonly to: string }[] = [
  { module: /swagger-ui\/index\.js$/, from: "__dirname, './static/", to: "__dirname, './swagger-ui/" },
  { module: /swagger-ui\/lib\/routes\.js$/, from: "__dirname, '..', 'static'", to: "__dirname, 'swagger-ui'" },
  { module: /onnxruntime-node\/dist\/binding\.js$/, from: "../bin/napi-v6/", to: "./onnxruntime/" },
];

function moveFiles(): Plugin {
  return {
    name: "move-files",
    transform(code, id) {
      const moved = MOVED.find(({ module }) => module.test(id));
      if (moved === undefined) return null;
      if (!code.includes(moved.from))
        throw new Error(`${id} has no "${moved.from}" any more: look where its files are.`);
      return { code: code.replace(moved.from, moved.to), map: null };
    },
  };
}

// biome-ignore lint/style/noDefaultExport: Vite reads it so
export default defineConfig({
  root: join(import.meta.dirname, "../src"),
  build: {
    ssr: true, // for Node, not for a browser
    target: "node22",
    outDir: join(import.meta.dirname, "../dist"),
    emptyOutDir: false,
    minify: false, // a stack trace names lines that can be read
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: Object.fromEntries(
        ENTRIES.map((path) => [path.replace(/^.*\/|\.ts$/g, ""), join(import.meta.dirname, "../src", path)]),
      ),
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunk-[name]-[hash].js",
        // What CommonJS has, and modules lack.
        intro: "const __dirname = import.meta.dirname;",
      },
    },
  },
  ssr: { noExternal: true, external: ["@napi-rs/image", "sharp"] },
  plugins: [moveFiles(), collectLicences().page],
});
