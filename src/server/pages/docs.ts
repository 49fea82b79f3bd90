import { createReadStream, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../package-root.ts";
import type { App } from "../app-type.ts";
import type { Settings } from "../settings.ts";
import type { ApiDocument } from "./openapi.ts";
import { addWhenAsked } from "./when-asked.ts";

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/docs` (Swagger UI), `/redoc` and `/openapi.json`, with everything they need from this server. */
export function addDocs(app: App, { rootPath, publicDocs }: Settings, describe: () => Promise<ApiDocument>): void {
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, public: publicDocs };
    route.schema = { ...route.schema, hide: true };
  });
  addWhenAsked(app, ["/docs", "/docs/*"], publicDocs, async (pages) => {
    const document = (await describe()) as never;
    await pages.register(import("@fastify/swagger"), { mode: "static", specification: { document } });
    await pages.register(import("@fastify/swagger-ui"), {
      routePrefix: "/docs",
      logo: null as never, // Fastify's, if it were only left out
      indexPrefix: rootPath,
      staticCSP: PAGE_POLICY,
      uiConfig: {
        url: `${rootPath}/openapi.json`,
        layout: "BaseLayout", // as FastAPI has it: without a bar that asks for other documents
        docExpansion: "list",
        tryItOutEnabled: true,
        validatorUrl: null,
      },
      theme: { title: "number-predictor – Swagger UI" },
    });
  });
  app.get("/openapi.json", describe);

  const page = createRedocPage(rootPath);
  app.get("/redoc", (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header(...POLICY)
      .send(page),
  );
  app.get("/redoc/redoc.standalone.js", (_request, reply) => {
    reply.type("text/javascript; charset=utf-8").header("cache-control", "public, max-age=86400");
    return reply.send(createReadStream(findRedoc()));
  });
}

const POLICY = ["content-security-policy", PAGE_POLICY] as const;

function createRedocPage(rootPath: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>number-predictor – ReDoc</title>
</head>
<body>
<redoc spec-url="${rootPath}/openapi.json" disable-google-font="true"></redoc>
<script src="${rootPath}/redoc/redoc.standalone.js"></script>
</body>
</html>
`;
}

/** The build puts ReDoc beside the code; in a checkout it comes from node_modules. */
function findRedoc(): string {
  const packaged = join(PACKAGE_ROOT, "dist/redoc/redoc.standalone.js");
  return existsSync(packaged) ? packaged : createRequire(import.meta.url).resolve("redoc/bundles/redoc.standalone.js");
}
