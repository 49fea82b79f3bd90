import type { Static } from "typebox";
import { toJson } from "../../answer-json.ts";
import { PredictorError } from "../../errors.ts";
import type { Answer, RecognizeOptions, Recognizer } from "../../recognizer.ts";
import type { App } from "../app-type.ts";
import { addBodyParser } from "../body-parser.ts";
import { RequestError, toErrorAnswer } from "../errors.ts";
import type { Form, FormFile } from "../form.ts";
import { goneSignal } from "../gone-signal.ts";
import { Digits, DigitsQuery, errorResponses, File } from "../schemas.ts";
import { setAnswers } from "../server-timing.ts";
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
      if ("bytes" in (request.body as DigitsBody) && answers[0] instanceof Error) throw answers[0];
      for (const err of answers.filter(isUnexpected)) request.log.error({ err }, "an image of a batch failed");
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

/** What is wrong with one image, or with us at this image, is its result; overload and the like are errors of the whole request. */
async function recognize(recognizer: Recognizer, image: FormFile, options: RecognizeOptions): Promise<Answer | Error> {
  try {
    return await recognizer.recognize(image.bytes, options);
  } catch (error) {
    if (error instanceof PredictorError && toErrorAnswer(error).status >= 499) throw error;
    return error as Error;
  }
}

function isAnswer(answer: Answer | Error): answer is Answer {
  return !(answer instanceof Error);
}

function isUnexpected(answer: Answer | Error): answer is Error {
  return answer instanceof Error && !(answer instanceof PredictorError);
}

function toResult(answer: Answer | Error, explain: boolean): Static<typeof Digits>["results"][number] {
  if (isAnswer(answer)) return toJson(answer, { explain }) as never;
  const { status, detail } = toErrorAnswer(answer);
  return { error: { status, detail: String(detail) } };
}
