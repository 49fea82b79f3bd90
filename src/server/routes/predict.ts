import type { Reader } from "../../reader/create-reader.ts";
import type { App } from "../app-type.ts";
import { EXAMPLE_PICTURE } from "../examples.ts";
import { parseJsonBody } from "../fastapi/json-body.ts";
import { goneSignal } from "../gone-signal.ts";
import type { ImageFolder } from "../image-folder.ts";
import { addBodyParser } from "../limits/body-parser.ts";
import { errorResponses } from "../schemas/errors.ts";
import { PredictionSchema } from "../schemas/prediction.ts";
import { Type } from "../type.ts";
import { toPrediction } from "./to-prediction.ts";

const MAX_BODY_BYTES = 65_536;

/** `POST /predict/`: a picture that lies on the server. */
export function addPredictRoute(app: App, reader: Reader, images: ImageFolder): void {
  app.removeAllContentTypeParsers();
  addBodyParser(app, "*", MAX_BODY_BYTES, parseJsonBody);

  app.post(
    "/predict/",
    {
      schema: {
        operationId: "predict",
        tags: ["predict"],
        summary: "Read a digit from a picture on the server",
        description:
          "The picture lies in the folder of --image-root. Files that are refused and files that aren't there look the same.",
        body: Type.Object(
          {
            path_to_img: Type.String({
              description: "Path of the picture, relative to the image root or absolute inside of it",
            }),
          },
          { title: "PredictRequest", examples: [{ path_to_img: EXAMPLE_PICTURE }] },
        ),
        response: { 200: PredictionSchema, ...errorResponses(400, 401, 404, 408, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const take = (bytes: number) => app.bodyBudget.take(request.raw, bytes);
      const bytes = await images.read(request.body.path_to_img, take);
      const reading = reader.readDigit(bytes, { signal: goneSignal(reply) });
      app.bodyBudget.keepUntil(request.raw, reading);
      return toPrediction(await reading, reply);
    },
  );
}
