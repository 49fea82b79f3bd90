import { Type } from "../type.ts";

const ErrorSchema = Type.Object(
  { detail: Type.String({ description: "What is wrong, and what to do" }) },
  { title: "ErrorResponse" },
);

const ValidationErrorSchema = Type.Object(
  {
    detail: Type.Union([
      Type.String(),
      Type.Array(
        Type.Object(
          {
            type: Type.String({ description: "The kind of error, in pydantic's words" }),
            loc: Type.Array(Type.Union([Type.String(), Type.Integer()]), { description: "Where it is" }),
            msg: Type.String(),
            input: Type.Optional(Type.Unknown({ description: "What was sent, at most 100 characters of it" })),
            ctx: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
          },
          { title: "ValidationIssue" },
        ),
      ),
    ]),
  },
  { title: "ValidationErrorResponse" },
);

/** What each error means, and what it may say. */
const ERRORS: Readonly<Record<number, readonly [meaning: string, detail: unknown]>> = {
  400: ["The request, its form or the image is broken", "The request must have one Host header."],
  401: [
    "A key is required, and absent or wrong",
    "A valid key is required: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.",
  ],
  403: ["Not from here, or not with this key", "This is closed. Start with --admin-key to open it."],
  404: ["There is no such file or reading", "There is no such file below the image root."],
  408: ["The request took too long to arrive", "The request took too long to arrive."],
  409: [
    "This Idempotency-Key was used with another body",
    "This Idempotency-Key was used with another request. Send a new key with a new request.",
  ],
  412: ["The reading has changed since; get it again", "The reading has changed since. Get it again, then decide."],
  413: [
    "The body, the file or the picture is too large",
    "The request's body is too large. At most 16842752 bytes are read.",
  ],
  415: [
    "This is no image format that is read",
    "This is not an image that can be read. PNG, JPEG, WebP, GIF, BMP, TIFF and AVIF are read.",
  ],
  422: [
    "The request does not validate, or there is nothing on the picture",
    [{ type: "missing", loc: ["body", "image_file"], msg: "Field required", input: null }],
  ],
  429: ["Too many requests from this client; see Retry-After", "Too many requests. Try again in 1 seconds."],
  503: ["Overloaded or going down; see Retry-After", "Too many requests at a time. Try again in a moment."],
};

/** Schemas of the errors that an endpoint may answer, for its documentation. */
export function errorResponses<S extends number>(...statuses: S[]) {
  return Object.fromEntries(
    statuses.map((status) => {
      const [meaning, detail] = ERRORS[status];
      const body = status === 422 ? ValidationErrorSchema : ErrorSchema;
      return [status, { ...body, "x-response-description": meaning, examples: [{ detail }] }];
    }),
  );
}
