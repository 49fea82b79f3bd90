import { PredictorError } from "../../errors.ts";
import type { App } from "../app-type.ts";
import { errorResponses } from "../schemas/errors.ts";
import { Type } from "../type.ts";

const Health = Type.Object(
  { status: Type.String() },
  { title: "Health", "x-response-description": "Yes", examples: [{ status: "ok" }] },
);

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
        schema: {
          operationId: url.slice(1),
          tags: ["operations"],
          summary: "Is it alive?",
          description: "Answers as long as the process runs: restart it where this doesn't answer.",
          response: { 200: Health, ...errorResponses(400) },
        },
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
        description: "503 while the service goes down: send it nothing more then.",
        response: { 200: Health, ...errorResponses(400, 503) },
      },
    },
    () => {
      if (ready) return { status: "ok" };
      throw new PredictorError("shutting_down", "The service is going down.");
    },
  );
}
