import type { Recognizer } from "../../core/read-digit.ts";
import type { App } from "../app-type.ts";
import { errorResponses, Model } from "../schemas.ts";

/** `GET /v1/model`: what the weights are, and what their answers mean. */
export function addModelRoute(app: App, recognizer: Recognizer): void {
  app.get(
    "/v1/model",
    {
      schema: {
        operationId: "read_model",
        tags: ["digits"],
        summary: "The model's manifest",
        response: { 200: Model, ...errorResponses(401, 429, 503) },
      },
    },
    () => recognizer.manifest as never,
  );
}
