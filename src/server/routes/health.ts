import { PredictorError } from "../../errors.ts";
import type { App } from "../app-type.ts";
import { errorResponses } from "../schemas.ts";
import { Type } from "../type.ts";

const Health = Type.Object({ status: Type.String() });

/** `/livez`, `/healthz`: the process answers. `/readyz`: it also takes work, which it stops to do when it goes down. */
export function addHealthRoutes(app: App): void {
  let ready = true;
  app.addHook("preClose", async () => {
    ready = false;
  });
  for (const url of ["/livez", "/healthz"]) {
    app.get(
      url,
      {
        config: { public: true, unlimited: true },
        schema: { operationId: url.slice(1), tags: ["operations"], summary: "Is it alive?", response: { 200: Health } },
      },
      () => ({ status: "ok" }),
    );
  }
  app.get(
    "/readyz",
    {
      config: { public: true, unlimited: true },
      schema: {
        operationId: "readyz",
        tags: ["operations"],
        summary: "Does it take requests?",
        response: { 200: Health, ...errorResponses(503) },
      },
    },
    () => {
      if (ready) return { status: "ok" };
      throw new PredictorError("shutting_down", "The service is going down.");
    },
  );
}
