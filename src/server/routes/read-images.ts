import type { FastifyRequest } from "fastify";
import { PredictorError } from "../../errors.ts";
import type { App } from "../app-type.ts";
import { RequestError, toErrorResponse } from "../errors.ts";
import type { Form, FormFile } from "../fastapi/form.ts";
import { addBodyParser } from "../limits/body-parser.ts";
import { FileSchema, type ImageErrorJson } from "../schemas/image.ts";
import { Type } from "../type.ts";

/** A raw image, or a form of images. */
export type ImagesBody = FormFile | { readonly image: readonly FormFile[] };

export interface ImagesOptions {
  readonly maxBodyBytes: number;
  /** Most images of one request. */
  readonly maxBatch: number;
  readonly parseForm: (body: Buffer, contentType?: string) => Form;
}

/** Has this scope's routes take images as the body or in a form. */
export function takeImages(app: App, { maxBodyBytes, parseForm }: ImagesOptions): void {
  app.removeAllContentTypeParsers();
  addBodyParser(app, "multipart/form-data", maxBodyBytes, parseForm);
  addBodyParser(app, "*", maxBodyBytes, (bytes) => ({ bytes }));
}

/**
 * The body's schema.
 *
 * @param title what the form is called
 * @param fields what the form may hold besides
 */
export function imagesSchema(maxBatch: number, title: string, fields: Parameters<typeof Type.Object>[0] = {}) {
  return {
    content: {
      // First, since a form sends its file from Swagger UI with its name, and as many as there are.
      "multipart/form-data": {
        schema: Type.Object(
          { image: Type.Array(FileSchema, { minItems: 1, maxItems: maxBatch }), ...fields },
          { title },
        ),
      },
      "application/octet-stream": { schema: FileSchema },
    },
  };
}

/**
 * Reads every image of a request. What is wrong with one image of a form, or with us at this image, is its result; a wrong constraint,
 * overload and the like are errors of the whole request, as is everything about a raw image.
 *
 * @throws PredictorError, RequestError
 */
export async function readImages<Result>(
  app: App,
  request: FastifyRequest,
  maxBatch: number,
  read: (bytes: Uint8Array) => Promise<Result>,
): Promise<(Result | Error)[]> {
  const { body, log, raw } = request as { body: ImagesBody | undefined } & Pick<FastifyRequest, "log" | "raw">;
  if (body === undefined) throw new PredictorError("file_empty", "There is no image in the request's body.");
  const isRaw = "bytes" in body;
  const images = toImages(body);
  if (images.length > maxBatch) {
    throw new RequestError(413, `Too many images. At most ${maxBatch} are read in one request.`);
  }
  const reading = images.map(({ bytes }) => read(bytes));
  app.bodyBudget.keepUntil(raw, Promise.allSettled(reading));
  const readOne = async (one: Promise<Result>) => {
    try {
      return await one;
    } catch (err) {
      if (isRaw || isOfRequest(err)) throw err;
      if (!(err instanceof PredictorError)) log.error({ err }, "an image of a batch failed");
      return err as Error;
    }
  };
  return await Promise.all(reading.map(readOne));
}

/** Errors that no image of the request is spared. */
function isOfRequest(error: unknown): boolean {
  if (!(error instanceof PredictorError)) return false;
  return error.code === "constraint_invalid" || toErrorResponse(error).status >= 499;
}

/** The results of a request's images, each with the name of its file. */
export function addNames<Result extends object>(
  request: FastifyRequest,
  results: readonly Result[],
): (Result & { name?: string })[] {
  const images = toImages(request.body as ImagesBody);
  return results.map((result, index) => {
    const { filename } = images[index];
    return filename ? { name: filename, ...result } : result;
  });
}

function toImages(body: ImagesBody): readonly FormFile[] {
  return "bytes" in body ? [body] : body.image;
}

export function toImageError(error: Error): ImageErrorJson {
  const { status, detail } = toErrorResponse(error);
  return { error: { status, detail: String(detail) } };
}
