import type { Static } from "typebox";
import { DEFAULT_MAX_ERROR } from "../../core/decide/decide.ts";
import type { ReadOptions } from "../../core/read-digit.ts";
import type { Reading } from "../../core/reading.ts";
import { PredictorError } from "../../errors.ts";
import type { Reader } from "../../reader/create-reader.ts";
import type { App } from "../app-type.ts";
import { RequestError, toErrorResponse } from "../errors.ts";
import type { Form, FormFile } from "../fastapi/form.ts";
import { goneSignal } from "../gone-signal.ts";
import { addBodyParser } from "../limits/body-parser.ts";
import { toReadingJson } from "../reading-json.ts";
import { DigitsQuerySchema, DigitsSchema, errorResponses, FileSchema } from "../schemas.ts";
import { setReadings } from "../telemetry/server-timing.ts";
import { Type } from "../type.ts";

/** A raw image, or a form of images. */
type DigitsBody = FormFile | { readonly image: readonly FormFile[] };

/** `POST /v1/digits`: one image as the body, or several in a form. */
export function addDigitsRoute(
  app: App,
  reader: Reader,
  maxBodyBytes: number,
  maxBatch: number,
  parseForm: (body: Buffer, contentType?: string) => Form,
): void {
  app.removeAllContentTypeParsers();
  addBodyParser(app, "multipart/form-data", maxBodyBytes, parseForm);
  addBodyParser(app, "*", maxBodyBytes, (bytes) => ({ bytes }));

  app.post(
    "/v1/digits",
    {
      schema: {
        operationId: "read_digits",
        tags: ["digits"],
        summary: "Read one image or a batch, with probabilities and a decision",
        querystring: DigitsQuerySchema,
        body: {
          content: {
            "image/*": { schema: FileSchema },
            "multipart/form-data": {
              schema: Type.Object({ image: Type.Array(FileSchema, { minItems: 1, maxItems: maxBatch }) }),
            },
          },
        },
        response: { 200: DigitsSchema, ...errorResponses(400, 401, 408, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { max_error: maxError = DEFAULT_MAX_ERROR, explain = false } = request.query;
      const images = toImages(request.body as DigitsBody | undefined, maxBatch);
      const options = { maxError, signal: goneSignal(reply) };
      const { name, version } = reader.manifest; // that all of these pictures are given to
      const reading = images.map((image) => readImage(reader, image, options));
      app.bodyBudget.keepUntil(request.raw, Promise.allSettled(reading));
      const readings = await Promise.all(reading);
      if ("bytes" in (request.body as DigitsBody) && readings[0] instanceof Error) throw readings[0];
      for (const err of readings.filter(isUnexpected)) request.log.error({ err }, "an image of a batch failed");
      setReadings(reply, readings.filter(isReading));
      return { model: { name, version }, results: readings.map((reading) => toResultJson(reading, explain)) };
    },
  );
}

function toImages(body: DigitsBody | undefined, maxBatch: number): readonly FormFile[] {
  if (body === undefined) throw new PredictorError("file_empty", "There is no image in the request's body.");
  if ("bytes" in body) return [body];
  if (body.image.length > maxBatch) {
    throw new RequestError(413, `Too many images. At most ${maxBatch} are read in one request.`);
  }
  return body.image;
}

/** What is wrong with one image, or with us at this image, is its result; overload and the like are errors of the whole request. */
async function readImage(reader: Reader, image: FormFile, options: ReadOptions): Promise<Reading | Error> {
  try {
    return await reader.readDigit(image.bytes, options);
  } catch (error) {
    if (error instanceof PredictorError && toErrorResponse(error).status >= 499) throw error;
    return error as Error;
  }
}

function isReading(reading: Reading | Error): reading is Reading {
  return !(reading instanceof Error);
}

function isUnexpected(reading: Reading | Error): reading is Error {
  return reading instanceof Error && !(reading instanceof PredictorError);
}

function toResultJson(reading: Reading | Error, explain: boolean): Static<typeof DigitsSchema>["results"][number] {
  if (isReading(reading)) return toReadingJson(reading, { explain }) as never;
  const { status, detail } = toErrorResponse(reading);
  return { error: { status, detail: String(detail) } };
}
