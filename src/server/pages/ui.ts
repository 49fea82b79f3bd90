import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply } from "fastify";
import type { Model } from "../../reader/load-model.ts";
import type { App } from "../app-type.ts";

const PAGE_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types default";
/** Of what browsers lend to pages, this one uses the camera. */
const PAGE_PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()";

/**
 * `/ui/`: the page that reads digits in the browser. Absent where it wasn't built.
 *
 * @param served whose model the page is given: the one that the server itself answers with
 */
export async function addUi(app: App, served: { readonly model?: Model }, isPublic: boolean): Promise<void> {
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
  app.get("/ui/model/digits.json", (_request, reply) => {
    if (served.model === undefined) return reply.callNotFound();
    return reply.header("cache-control", "no-cache").send(served.model.manifest);
  });
  app.get("/ui/model/digits.onnx", (request, reply) => {
    if (served.model === undefined) return reply.callNotFound();
    const etag = `"${served.model.manifest.sha256}"`;
    reply.headers({ etag, "cache-control": "no-cache" });
    if (request.headers["if-none-match"] === etag) return reply.code(304).send();
    return reply.type("application/octet-stream").send(served.model.weights);
  });
}

/** Files under assets/ carry a hash of their content in their name. */
function setHeaders(reply: FastifyReply, path: string): void {
  const forever = /[\\/]assets[\\/]/.test(path);
  reply.header("content-security-policy", PAGE_POLICY);
  reply.header("permissions-policy", PAGE_PERMISSIONS);
  reply.header("cache-control", forever ? "public, max-age=31536000, immutable" : "no-cache");
}

function findPage(): string | null {
  const places = ["../../web", "../../../dist/web"].map((place) => join(import.meta.dirname, place));
  return places.find((place) => existsSync(join(place, "index.html"))) ?? null;
}
