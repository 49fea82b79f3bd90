import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Where the texts are that the packages themselves lack. */
const OWN_TEXTS = import.meta.dirname;
const MODULES = join(OWN_TEXTS, "..", "..", "node_modules");
const LINE = "=".repeat(80);

interface Component {
  readonly name: string;
  readonly version: string;
  /** SPDX (https://spdx.org/licenses). */
  readonly licence: string;
  readonly homepage: string;
  readonly text: string;
}

/**
 * Writes `licences.txt`: the licence of everything in the build that others made, and of what the server's other pages consist of.
 * The build fails where one has no text. Each section begins with a line, `name version (licence)` and the homepage.
 *
 * @returns plugins for the page and for its workers, which Vite builds by themselves
 */
export function collectLicences(): { readonly page: Plugin; readonly worker: Plugin } {
  const names = new Set<string>();
  const record: Plugin["generateBundle"] = (_options, bundle) => {
    for (const file of Object.values(bundle)) {
      const origins = file.type === "chunk" ? file.moduleIds : file.originalFileNames;
      for (const name of origins.map(packageOf)) if (name !== undefined) names.add(name);
    }
  };
  return {
    worker: { name: "record-worker-packages", generateBundle: record },
    page: {
      name: "collect-licences",
      apply: "build",
      generateBundle(...given) {
        (record as (...given: unknown[]) => void)(...given);
        const components = [...[...names].sort().map(readPackage), ...describeOtherPages()];
        this.emitFile({ type: "asset", fileName: "licences.txt", source: components.map(toSection).join("\n") });
      },
    },
  };
}

function packageOf(path: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path.replaceAll("\\", "/"))?.[1];
}

/** ReDoc and Swagger UI, which the server serves at `/redoc` and `/docs`. */
function describeOtherPages(): Component[] {
  const redoc = readPackage("redoc");
  const parts = readFileSync(join(MODULES, "redoc/bundles/redoc.standalone.js.LICENSE.txt"), "utf8");
  // @fastify/swagger-ui brings a copy of it, without its licence.
  const { devDependencies } = readManifest("@fastify/swagger-ui");
  const version = devDependencies["swagger-ui-dist"];
  return [
    { ...redoc, text: `${redoc.text}\n${parts}` },
    {
      name: "swagger-ui-dist",
      version,
      licence: "Apache-2.0",
      homepage: "https://github.com/swagger-api/swagger-ui",
      text: readOwnText("swagger-ui-dist", version),
    },
  ];
}

function readPackage(name: string): Component {
  const { version, license, homepage, repository } = readManifest(name);
  const files = readdirSync(join(MODULES, name)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const texts = files.map((file) => readFileSync(join(MODULES, name, file), "utf8"));
  // The packages of ONNX Runtime have one licence and one list of what they are made of, and bring neither.
  const text = texts.join("\n") || readOwnText(name.replace(/^onnxruntime-.*/, "onnxruntime"), version);
  const address =
    homepage ??
    repository?.url?.replace(/^git\+|\.git$/g, "").replace(/^git:/, "https:") ??
    `https://www.npmjs.com/package/${name}`;
  return { name, version, licence: license, homepage: address, text };
}

interface PackageManifest {
  readonly version: string;
  readonly license: string;
  readonly homepage?: string;
  readonly repository?: { readonly url?: string };
  readonly devDependencies: Readonly<Record<string, string>>;
}

function readManifest(name: string): PackageManifest {
  return JSON.parse(readFileSync(join(MODULES, name, "package.json"), "utf8"));
}

function readOwnText(name: string, version: string): string {
  const path = join(OWN_TEXTS, `${name}-${version}.txt`);
  if (!existsSync(path)) throw new Error(`${name} ${version} brings no licence text: put it into ${path}`);
  return readFileSync(path, "utf8");
}

function toSection({ name, version, licence, homepage, text }: Component): string {
  return `${LINE}\n${name} ${version} (${licence})\n${homepage}\n${LINE}\n\n${text.replaceAll("\r", "").trim()}\n`;
}
