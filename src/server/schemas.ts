import type { Static, TUnsafe } from "typebox";
import { CHECKS, NUMBER_TYPES } from "../core/constrain/constraint-options.ts";
import { DEFAULT_MAX_ERROR } from "../core/decide/decide.ts";
import { WARNINGS } from "../core/reading.ts";
import { DIGITS_EXAMPLE, MANIFEST_EXAMPLE, NUMBERS_EXAMPLE } from "./examples.ts";
import type { FormFile } from "./fastapi/form.ts";
import { Type } from "./type.ts";

// Each shape once. The types of requests and answers, the checks of both, the OpenAPI document and the client follow from it. A schema
// with a `title` is a component of the document under that name.

/** A field of a form that takes a file. OpenAPI 3.1 says it with `contentMediaType`, what Swagger UI knows is `format`. */
export const FileSchema: TUnsafe<FormFile> = Type.Unsafe<FormFile>({
  type: "string",
  format: "binary",
  contentMediaType: "application/octet-stream",
});

const ProbabilitySchema = Type.Number({ minimum: 0, maximum: 1 });

export const PredictionSchema = Type.Object(
  {
    prediction: Type.Integer({ minimum: 0, maximum: 9, description: "The most probable digit" }),
    confidence: Type.Integer({
      minimum: 0,
      maximum: 100,
      description: "Its probability as a percentage, rounded down",
    }),
  },
  { title: "Prediction", "x-response-description": "The digit", examples: [{ prediction: 7, confidence: 99 }] },
);

const BoxSchema = Type.Object(
  { x: Type.Number(), y: Type.Number(), width: Type.Number(), height: Type.Number() },
  { title: "Box", description: "In the picture's own pixels, upright; x and y are the top left corner" },
);

const DecisionSchema = Type.Enum(["accept", "review", "reject"], {
  title: "Decision",
  description: "accept: may be used as it is at this max_error; review: let a person look; reject: can't be read",
});

const WarningSchema = Type.Enum([...WARNINGS], { title: "PictureWarning", description: "What is odd about a picture" });

const NameSchema = Type.Optional(Type.String({ description: "The file's name, where the form has one" }));

const SeenSchema = Type.Object(
  {
    box: BoxSchema,
    ink: Type.Enum(["dark", "light"]),
    image: Type.String({ description: "The 28×28 picture that the classifier saw, as a PNG data URL" }),
  },
  { title: "Seen" },
);

const DigitReadingSchema = Type.Object(
  {
    name: NameSchema,
    digit: Type.Union([Type.Integer({ minimum: 0, maximum: 9 }), Type.Null()], {
      description: "The digit, or null where it is more likely none",
    }),
    confidence: Type.Number({ minimum: 0, maximum: 1, description: "Calibrated probability that the answer is right" }),
    decision: DecisionSchema,
    probabilities: Type.Array(ProbabilitySchema, { minItems: 10, maxItems: 10, description: "Of 0 to 9" }),
    not_a_digit: Type.Number({ minimum: 0, maximum: 1, description: "Probability that it is no digit" }),
    warnings: Type.Array(WarningSchema),
    seen: Type.Optional(SeenSchema),
  },
  { title: "DigitReading" },
);
export type DigitReadingJson = Static<typeof DigitReadingSchema>;

const ImageErrorSchema = Type.Object(
  {
    name: NameSchema,
    error: Type.Object({
      status: Type.Integer({
        minimum: 400,
        maximum: 599,
        description: "The HTTP status that the image alone would get",
      }),
      detail: Type.String({ description: "What is wrong, and what to do" }),
    }),
  },
  { title: "ImageError", description: "This image cannot be read; the others stand" },
);
export type ImageErrorJson = Static<typeof ImageErrorSchema>;

const ModelSchema = Type.Object({ name: Type.String(), version: Type.String() }, { title: "ModelVersion" });

export const DigitsSchema = Type.Object(
  {
    model: ModelSchema,
    results: Type.Array(Type.Union([DigitReadingSchema, ImageErrorSchema]), {
      description: "One for each image, in order",
    }),
  },
  { title: "DigitsResponse", "x-response-description": "A result for each image", examples: [DIGITS_EXAMPLE] },
);

const READ_FIELDS = {
  max_error: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: DEFAULT_MAX_ERROR,
      description: "Share of accepted answers that may be wrong",
    }),
  ),
  explain: Type.Optional(Type.Boolean({ default: false, description: "Add what the classifier saw" })),
};

export const DigitsQuerySchema = Type.Object(READ_FIELDS);

const AlternativeSchema = Type.Object(
  { text: Type.String(), confidence: ProbabilitySchema },
  { title: "NumberAlternative" },
);

const NumberReadingSchema = Type.Object(
  {
    text: Type.Union([Type.String(), Type.Null()], {
      description: "As written, leading zeros included; null where nothing on the line satisfies the constraint",
    }),
    value: Type.Union([Type.Number(), Type.Null()], { description: "Its value, or null where the text is no number" }),
    confidence: Type.Number({
      minimum: 0,
      maximum: 1,
      description: "Calibrated probability that the whole text is right",
    }),
    decision: DecisionSchema,
    row: Type.Integer({ minimum: 0, description: "Line, from the top" }),
    column: Type.Integer({ minimum: 0, description: "Column of a table, else the place in its line" }),
    box: BoxSchema,
    digits: Type.Array(
      Type.Object(
        {
          digit: Type.Integer({ minimum: 0, maximum: 9 }),
          confidence: ProbabilitySchema,
          box: BoxSchema,
          image: Type.Optional(Type.String({ description: "What the classifier saw, 28×28, as a PNG data URL" })),
        },
        { title: "DigitOfNumber" },
      ),
    ),
    alternatives: Type.Array(AlternativeSchema, { maxItems: 3, description: "Other readings, likeliest first" }),
    warnings: Type.Array(WarningSchema),
    unconstrained: Type.Optional(AlternativeSchema),
  },
  { title: "NumberReading" },
);
export type NumberReadingJson = Static<typeof NumberReadingSchema>;

const NumbersReadingSchema = Type.Object(
  { name: NameSchema, numbers: Type.Array(NumberReadingSchema), warnings: Type.Array(WarningSchema) },
  { title: "NumbersReading", description: "All numbers of one image, in reading order" },
);
export type NumbersReadingJson = Static<typeof NumbersReadingSchema>;

export const NumbersSchema = Type.Object(
  {
    model: ModelSchema,
    results: Type.Array(Type.Union([NumbersReadingSchema, ImageErrorSchema]), {
      description: "One for each image, in order",
    }),
  },
  { title: "NumbersResponse", "x-response-description": "A result for each image", examples: [NUMBERS_EXAMPLE] },
);

/** Part of a constraint. Without the empty example, Swagger UI would fill forms with the word "string". */
const constraintField = (description: string) => Type.Optional(Type.String({ description, examples: [""] }));

/** What every number must satisfy, empty for all. As query parameters, or as fields of the form. */
export const CONSTRAINT_FIELDS = {
  length: constraintField("How many digits: 9, 3-6"),
  pattern: constraintField("Of the whole text, a subset of regular expressions: \\d{2}\\.\\d{2}"),
  min: constraintField("Least value"),
  max: constraintField("Greatest value"),
  check: constraintField(`Check digits: ${CHECKS.join(", ")}`),
  values: constraintField("A list to choose from, one a line"),
  type: constraintField(`Shorthand for a pattern: ${NUMBER_TYPES.join(", ")}`),
  lines: constraintField("one: everything on the picture is one number"),
};

export const NumbersQuerySchema = Type.Object({ ...READ_FIELDS, ...CONSTRAINT_FIELDS });

const ThresholdSchema = Type.Object(
  {
    max_error: Type.Number({ description: "Share of accepted readings that was wrong, at most" }),
    confidence: Type.Number({ description: "The least confidence that is accepted" }),
    coverage: Type.Number({ description: "Share of the readings that was accepted" }),
    n: Type.Integer({ description: "Number of held-out pictures this was measured on" }),
  },
  { title: "Threshold" },
);

export const ManifestSchema = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    sha256: Type.String({ description: "Of the classifier's .onnx file" }),
    finder_sha256: Type.String({ description: "Of the finder's .onnx file" }),
    preprocessing_version: Type.Integer({ description: "How pictures are prepared for the networks" }),
    classes: Type.Array(Type.String(), { description: "What the classifier's outputs stand for" }),
    weights: Type.Object({
      classifier: Type.Number(),
      finder: Type.Number(),
      presence: Type.Number(),
      bias: Type.Number(),
      alone: Type.Number(),
      alone_bias: Type.Number(),
      nothing: Type.Number(),
    }),
    thresholds: Type.Array(ThresholdSchema),
    number_weights: Type.Object({
      bias: Type.Number(),
      posterior: Type.Number(),
      weakest: Type.Number(),
      length: Type.Number(),
    }),
    number_thresholds: Type.Array(ThresholdSchema),
    scores: Type.Record(Type.String(), Type.Unknown()),
    training: Type.Record(Type.String(), Type.Unknown()),
  },
  { title: "Manifest", "x-response-description": "The manifest", examples: [MANIFEST_EXAMPLE] },
);

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
  403: ["Not from here", "This is closed. Start with --admin-key to open it."],
  404: ["There is no such file", "There is no such file below the image root."],
  408: ["The request took too long to arrive", "The request took too long to arrive."],
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
