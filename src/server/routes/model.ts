import type { Reader } from "../../reader/create-reader.ts";
import type { App } from "../app-type.ts";
import { errorResponses } from "../schemas/errors.ts";
import { ManifestSchema } from "../schemas/manifest.ts";

/** `GET /v1/model`: what the weights are, and what their readings mean. */
export function addModelRoute(app: App, reader: Reader): void {
  app.get(
    "/v1/model",
    {
      schema: {
        operationId: "read_model",
        tags: ["digits"],
        summary: "The model's manifest",
        description: "What the model is, how its readings are decided, and how it was trained.",
        response: { 200: ManifestSchema, ...errorResponses(400, 401, 429, 503) },
      },
    },
    () => reader.manifest,
  );
}
