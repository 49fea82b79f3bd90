import type { Reader } from "../../reader/create-reader.ts";
import type { App } from "../app-type.ts";
import type { Form } from "../fastapi/form.ts";
import { goneSignal } from "../gone-signal.ts";
import { addBodyParser } from "../limits/body-parser.ts";
import { errorResponses } from "../schemas/errors.ts";
import { FileSchema } from "../schemas/image.ts";
import { PredictionSchema } from "../schemas/prediction.ts";
import { Type } from "../type.ts";
import { toPrediction } from "./to-prediction.ts";

/** `POST /predict_file/`: a picture in a form. */
export function addPredictFileRoute(
  app: App,
  reader: Reader,
  maxBodyBytes: number,
  parseForm: (body: Buffer, contentType?: string) => Form,
): void {
  app.removeAllContentTypeParsers();
  addBodyParser(app, "*", maxBodyBytes, parseForm);

  app.post(
    "/predict_file/",
    {
      schema: {
        operationId: "predict_file",
        tags: ["predict"],
        summary: "Read a digit from a file",
        description:
          "Send the picture as the field `image_file` of a form. The answer is always a digit: `/v1/digits` can say that it is none.",
        consumes: ["multipart/form-data"],
        body: Type.Object({ image_file: FileSchema }, { title: "PredictFileForm" }),
        response: { 200: PredictionSchema, ...errorResponses(400, 401, 408, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { bytes } = request.body.image_file;
      const reading = reader.readDigit(bytes, { signal: goneSignal(reply) });
      app.bodyBudget.keepUntil(request.raw, reading);
      return toPrediction(await reading, reply);
    },
  );
}
