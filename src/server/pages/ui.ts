import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import fastifyStatic from "@fastify/static";
import type { FastifyReply } from "fastify";
import { PACKAGE_ROOT } from "../../package-root.ts";
import type { Model } from "../../reader/load-model.ts";
import type { App } from "../app-type.ts";

const PAGE_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types default";
/** Of what browsers lend to pages, this one uses the camera. */
const PAGE_PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()";

export interface UiOptions {
  readonly isPublic: boolean;
  /** Whether the service has `/v1/readings`, which the page for reviewers needs. */
  readonly keepsReadings: boolean;
}

/**
 * `/ui/`: the page that reads digits in the browser, and `/ui/review/`: the one for reviewers. Absent where they weren't built.
 *
 * @param served whose model the page is given: the one that the server itself answers with
 */
export async function addUi(
  app: App,
  served: { readonly model?: Model },
  { isPublic, keepsReadings }: UiOptions,
): Promise<void> {
  const root = findPage();
  if (root === null) return;
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, public: isPublic };
    route.schema = { ...route.schema, hide: true };
  });
  await app.register(fastifyStatic, { root, prefix: "/ui/", preCompressed: true, setHeaders });
  // With ignoreTrailingSlash the router takes /ui/ for /ui, which /ui/* doesn't match. Relative, for a proxy's root path.
  app.get("/ui", (request, reply) => {
    const [path] = request.url.split("?");
    return path.endsWith("/") ? reply.sendFile("index.html") : reply.redirect("ui/");
  });
  app.get("/ui/review", (request, reply) => {
    const [path] = request.url.split("?");
    return path.endsWith("/") ? reply.sendFile("review/index.html") : reply.redirect("review/");
  });
  app.get("/ui/service.json", (_request, reply) => {
    return reply.header("cache-control", "no-cache").send({ readings: keepsReadings });
  });
  app.get("/ui/model/digits.json", (_request, reply) => {
    if (served.model === undefined) return reply.callNotFound();
    return reply.header("cache-control", "no-cache").send(served.model.manifest);
  });
  addNetwork("digits.onnx", ({ classifier, manifest }) => [classifier, manifest.sha256]);
  addNetwork("finder.onnx", ({ finder, manifest }) => [finder, manifest.finder_sha256]);
  addNetwork("lines.onnx", ({ lines, manifest }) => [lines, manifest.lines_sha256]);
  addNetwork("quick.onnx", ({ quick, manifest }) => [quick, manifest.quick_sha256]);

  type Network = readonly [bytes: Uint8Array | undefined, sha256: string | undefined];
  function addNetwork(name: string, take: (model: Model) => Network): void {
    app.get(`/ui/model/${name}`, async (request, reply) => {
      const [bytes, sha256] = served.model === undefined ? [] : take(served.model);
      if (bytes === undefined) return reply.callNotFound();
      const encoding = ENCODINGS.find((each) => accepts(request.headers["accept-encoding"], each));
      const etag = encoding === undefined ? `"${sha256}"` : `"${sha256}-${encoding}"`;
      reply.headers({ etag, "cache-control": "no-cache", vary: "accept-encoding" });
      if (request.headers["if-none-match"] === etag) return reply.code(304).send();
      reply.type("application/octet-stream").header("x-decoded-length", bytes.length); // for the page's progress bar
      if (encoding === undefined) return reply.send(bytes);
      return reply.header("content-encoding", encoding).send(await compressOnce(bytes, encoding));
    });
  }
}

/** The best first. Chromium asks for Brotli over https and on this machine only. */
const ENCODINGS = ["br", "gzip"] as const;
type Encoding = (typeof ENCODINGS)[number];
/** Of networks that pages have asked for; freed with the model. */
const compressed = new WeakMap<Uint8Array, Map<Encoding, Promise<Buffer>>>();

/** A header such as `gzip, br;q=0.5`; what has a weight of 0 is refused. */
function accepts(header: string | undefined, encoding: Encoding): boolean {
  const offers = (header ?? "").split(",").map((offer) => offer.trim().split(/\s*;\s*q\s*=\s*/));
  return offers.some(([name, weight = "1"]) => name === encoding && Number(weight) > 0);
}

/** Once for all visitors, on a thread of Node's pool: a network takes 0.1 to 0.6 s. Higher qualities gain next to nothing. */
function compressOnce(bytes: Uint8Array, encoding: Encoding): Promise<Buffer> {
  const copies = compressed.get(bytes) ?? new Map<Encoding, Promise<Buffer>>();
  compressed.set(bytes, copies);
  const known = copies.get(encoding);
  if (known !== undefined) return known;
  const copy =
    encoding === "br"
      ? promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      : promisify(gzip)(bytes);
  copies.set(encoding, copy);
  return copy;
}

/** Files under assets/ carry a hash of their content in their name. */
function setHeaders(reply: FastifyReply, path: string): void {
  const forever = /[\\/]assets[\\/]/.test(path);
  reply.header("content-security-policy", PAGE_POLICY);
  reply.header("permissions-policy", PAGE_PERMISSIONS);
  reply.header("cache-control", forever ? "public, max-age=31536000, immutable" : "no-cache");
}

function findPage(): string | null {
  const folder = join(PACKAGE_ROOT, "dist", "web");
  return existsSync(join(folder, "index.html")) ? folder : null;
}
