import { DEFAULT_MAX_ERROR } from "../../core/decide/decide.ts";
import type { Reader } from "../../reader/create-reader.ts";
import type { App } from "../app-type.ts";
import { goneSignal } from "../gone-signal.ts";
import { isOneLine } from "../is-one-line.ts";
import { toNumbersJson } from "../numbers-json.ts";
import { errorResponses } from "../schemas/errors.ts";
import { CONSTRAINT_FIELDS, NumbersQuerySchema, NumbersSchema } from "../schemas/numbers.ts";
import { setReadings } from "../telemetry/server-timing.ts";
import {
  addNames,
  type ImagesBody,
  type ImagesOptions,
  imagesSchema,
  readImages,
  takeImages,
  toImageError,
} from "./read-images.ts";
import { type ConstraintFields, takeConstraint } from "./take-constraint.ts";

/** `POST /v1/numbers`: every number on one image, or on each of several in a form. */
export function addNumbersRoute(app: App, reader: Reader, options: ImagesOptions): void {
  const { maxBatch } = options;
  takeImages(app, options);
  app.post(
    "/v1/numbers",
    {
      schema: {
        operationId: "read_numbers",
        tags: ["numbers"],
        summary: "Read every number on an image, alone or under a constraint",
        description:
          "Takes images as `/v1/digits` does. A constraint is given as query parameters or as fields of the form, which win. The answer " +
          "is the most probable reading that satisfies it: `length=2` reads two digits, `type=date:dmy` a date, `check=luhn` a number " +
          "whose check digit is right.",
        querystring: NumbersQuerySchema,
        body: imagesSchema(maxBatch, "NumbersForm", CONSTRAINT_FIELDS),
        response: { 200: NumbersSchema, ...errorResponses(400, 401, 408, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { max_error: maxError = DEFAULT_MAX_ERROR, explain = false, ...query } = request.query;
      const { name, version } = reader.manifest; // that all of these pictures are given to
      const signal = goneSignal(reply);
      const body = request.body as (ImagesBody & ConstraintFields) | undefined;
      const { lines, ...constraint } = takeConstraint(query, body);
      const readings = await readImages(app, request, maxBatch, (bytes) =>
        reader.readNumbers(bytes, { maxError, signal, constraint, isOneLine: isOneLine(lines) }),
      );
      setReadings(reply, readings);
      const results = readings.map((reading) =>
        reading instanceof Error ? toImageError(reading) : toNumbersJson(reading, { explain }),
      );
      return { model: { name, version }, results: addNames(request, results) };
    },
  );
}
