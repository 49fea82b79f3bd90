import { DEFAULT_MAX_ERROR } from "../../core/decide/decide.ts";
import type { Reader } from "../../reader/create-reader.ts";
import type { App } from "../app-type.ts";
import { goneSignal } from "../gone-signal.ts";
import { toReadingJson } from "../reading-json.ts";
import { DigitsQuerySchema, DigitsSchema } from "../schemas/digits.ts";
import { errorResponses } from "../schemas/errors.ts";
import { setReadings } from "../telemetry/server-timing.ts";
import { addNames, type ImagesOptions, imagesSchema, readImages, takeImages, toImageError } from "./read-images.ts";

/** `POST /v1/digits`: one image as the body, or several in a form. */
export function addDigitsRoute(app: App, reader: Reader, options: ImagesOptions): void {
  const { maxBatch } = options;
  takeImages(app, options);
  app.post(
    "/v1/digits",
    {
      schema: {
        operationId: "read_digits",
        tags: ["digits"],
        summary: "Read one image or a batch, with probabilities and a decision",
        description:
          "Send one image as the body, with any Content-Type, or several as the fields `image` of a form. A single image that can't be " +
          "read is an error of the request; in a form, it is its own result and the others stand.",
        querystring: DigitsQuerySchema,
        body: imagesSchema(maxBatch, "DigitsForm"),
        response: { 200: DigitsSchema, ...errorResponses(400, 401, 408, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { max_error: maxError = DEFAULT_MAX_ERROR, explain = false } = request.query;
      const { name, version } = reader.manifest; // that all of these pictures are given to
      const signal = goneSignal(reply);
      const readings = await readImages(app, request, maxBatch, (bytes) =>
        reader.readDigit(bytes, { maxError, signal }),
      );
      setReadings(reply, readings);
      const results = readings.map((reading) =>
        reading instanceof Error ? toImageError(reading) : toReadingJson(reading, { explain }),
      );
      return { model: { name, version }, results: addNames(request, results) };
    },
  );
}
