import type { Static } from "typebox";
import type { Answer, RecognizeOptions, Recognizer } from "../../core/read-digit.ts";
import { PredictorError } from "../../errors.ts";
import type { App } from "../app-type.ts";
import { RequestError, toErrorAnswer } from "../errors.ts";
import type { Form, FormFile } from "../fastapi/form.ts";
import { goneSignal } from "../gone-signal.ts";
import { addBodyParser } from "../limits/body-parser.ts";
import { toJson } from "../reading-json.ts";
import { Digits, DigitsQuery, errorResponses, File } from "../schemas.ts";
import { setAnswers } from "../telemetry/server-timing.ts";
import { Type } from "../type.ts";

/** A raw image, or a form of images. */
type DigitsBody = FormFile | { readonly image: readonly FormFile[] };

/** `POST /v1/digits`: one image as the body, or several in a form. */
export function addDigitsRoute(
  app: App,
  recognizer: Recognizer,
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
        querystring: DigitsQuery,
        body: {
          content: {
            "image/*": { schema: File },
            "multipart/form-data": {
              schema: Type.Object({ image: Type.Array(File, { minItems: 1, maxItems: maxBatch }) }),
            },
          },
        },
        response: { 200: Digits, ...errorResponses(400, 401, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { max_error: maxError = 0.01, explain = false } = request.query;
      const images = toImages(request.body as DigitsBody | undefined, maxBatch);
      const options = { maxError, signal: goneSignal(reply) };
      const { name, version } = recognizer.manifest; // that all of these pictures are given to
      const answers = await Promise.all(images.map((image) => recognize(recognizer, image, options)));
      if ("bytes" in (request.body as DigitsBody) && answers[0] instanceof PredictorError) throw answers[0];
      setAnswers(reply, answers.filter(isAnswer));
      return { model: { name, version }, results: answers.map((answer) => toResult(answer, explain)) };
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

/** What is wrong with one image is its result; what is wrong with the service is an error of the whole request. */
async function recognize(
  recognizer: Recognizer,
  image: FormFile,
  options: RecognizeOptions,
): Promise<Answer | PredictorError> {
  try {
    return await recognizer.recognize(image.bytes, options);
  } catch (error) {
    if (error instanceof PredictorError && toErrorAnswer(error).status < 499) return error;
    throw error;
  }
}

function isAnswer(answer: Answer | PredictorError): answer is Answer {
  return !(answer instanceof PredictorError);
}

function toResult(answer: Answer | PredictorError, explain: boolean): Static<typeof Digits>["results"][number] {
  if (isAnswer(answer)) return toJson(answer, { explain }) as never;
  return { error: { status: toErrorAnswer(answer).status, detail: answer.message } };
}
