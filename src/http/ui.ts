import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply } from "fastify";
import type { Settings } from "../config.ts";
import type { App } from "./app-type.ts";

const PAGE_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types default";
/** Of what browsers lend to pages, this one uses the camera. */
const PAGE_PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()";

/** `/ui/`: the page that reads digits in the browser, and the model for it. Absent where it wasn't built. */
export async function addUi(app: App, settings: Pick<Settings, "model" | "publicDocs">): Promise<void> {
  const root = findPage();
  if (root === null) return;
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, public: settings.publicDocs };
    route.schema = { ...route.schema, hide: true };
  });
  await app.register(fastifyStatic, { root, prefix: "/ui/", preCompressed: true, setHeaders });
  // With ignoreTrailingSlash the router takes /ui/ for /ui, which /ui/* doesn't match. Relative, for a proxy's root path.
  app.get("/ui", (request, reply) => {
    const [path] = request.url.split("?");
    return path.endsWith("/") ? reply.sendFile("index.html") : reply.redirect("ui/");
  });
  const manifest = settings.model.replace(/\.onnx$/, ".json");
  for (const [name, file] of [
    ["digits.onnx", settings.model],
    ["digits.json", manifest],
  ]) {
    app.get(`/ui/model/${name}`, (_request, reply) => reply.sendFile(basename(file), dirname(file)));
  }
}

/** Files under assets/ carry a hash of their content in their name. */
function setHeaders(reply: FastifyReply, path: string): void {
  const forever = /[\\/]assets[\\/]/.test(path);
  reply.header("content-security-policy", PAGE_POLICY);
  reply.header("permissions-policy", PAGE_PERMISSIONS);
  reply.header("cache-control", forever ? "public, max-age=31536000, immutable" : "no-cache");
}

function findPage(): string | null {
  const places = ["../web", "../../dist/web"].map((place) => join(import.meta.dirname, place));
  return places.find((place) => existsSync(join(place, "index.html"))) ?? null;
}
