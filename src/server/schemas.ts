import type { Static, TUnsafe } from "typebox";
import { CHECKS, NUMBER_TYPES } from "../core/constrain/constraint-options.ts";
import { DEFAULT_MAX_ERROR } from "../core/decide/decide.ts";
import { WARNINGS } from "../core/reading.ts";
import { DIGITS_EXAMPLE, MANIFEST_EXAMPLE, NUMBERS_EXAMPLE } from "./examples.ts";
import type { FormFile } from "./fastapi/form.ts";
import { KINDS, STATUSES } from "./store/reading-store.ts";
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
      beside_others: Type.Number(),
    }),
    number_thresholds: Type.Array(ThresholdSchema),
    scores: Type.Record(Type.String(), Type.Unknown()),
    training: Type.Record(Type.String(), Type.Unknown()),
  },
  { title: "Manifest", "x-response-description": "The manifest", examples: [MANIFEST_EXAMPLE] },
);

/** No control characters, and nothing that is no text. */
const LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]*$";
const LineSchema = (description: string) => Type.String({ maxLength: 200, pattern: LINE, description });
const NullableSchema = (schema: object, description: string) =>
  Type.Union([schema as ReturnType<typeof Type.String>, Type.Null()], { description });
const TimeSchema = Type.String({ format: "date-time" });
const READING_ID = "0192d3a4-5b6c-7000-8000-0123456789ab";

const STORED_READING_EXAMPLE = {
  id: READING_ID,
  kind: "number",
  created_at: "2026-11-26T08:00:00.000Z",
  status: "corrected",
  text: "0142",
  confidence: 0.71,
  decision: "review",
  corrected_from: "0147",
  reviewed_at: "2026-11-26T08:05:00.000Z",
  reviewed_by: "ada",
  batch: "forms of May",
  name: "page-1.png",
  max_error: 0.01,
  constraints: { length: "4" },
  box: { x: 12, y: 40, width: 96, height: 31 },
  digits: [{ digit: 0, confidence: 0.997, box: { x: 12, y: 41, width: 21, height: 29 } }],
  model: { name: "digits", version: "2.1.0" },
  version: 2,
  links: { self: `/v1/readings/${READING_ID}`, picture: `/v1/readings/${READING_ID}/picture` },
};

export const StoredReadingSchema = Type.Object(
  {
    id: Type.String({ format: "uuid", description: "UUIDv7" }),
    kind: Type.Enum([...KINDS]),
    created_at: TimeSchema,
    status: Type.Enum([...STATUSES], {
      description: "accepted, review, rejected: as read; confirmed, corrected: as a person has said",
    }),
    text: NullableSchema(Type.String(), "What stands there; null for no number, or none that can be read"),
    confidence: NullableSchema(
      ProbabilitySchema,
      "Calibrated probability that it was read right; null where nothing was found",
    ),
    decision: DecisionSchema,
    corrected_from: NullableSchema(Type.String(), "What was read, where a person has corrected it"),
    reviewed_at: NullableSchema(TimeSchema, "When a person last looked at it"),
    reviewed_by: NullableSchema(Type.String(), "The name of that person's key"),
    batch: NullableSchema(Type.String(), "What joins requests, as the sender named it"),
    name: NullableSchema(Type.String(), "What the sender calls the picture"),
    max_error: Type.Number({ description: "Share of accepted readings that may be wrong, as the sender asked for it" }),
    constraints: Type.Record(Type.String(), Type.String(), { description: "What the sender knew of the number" }),
    box: NullableSchema(BoxSchema, "Where it stands, in the upright picture's own pixels"),
    digits: Type.Array(
      Type.Object({ digit: Type.Integer({ minimum: 0, maximum: 9 }), confidence: ProbabilitySchema, box: BoxSchema }),
      { description: "As they were read" },
    ),
    model: ModelSchema,
    version: Type.Integer({ minimum: 1, description: "Grows with each change; in quotes, it is the ETag" }),
    links: Type.Object({ self: Type.String(), picture: NullableSchema(Type.String(), "null where it isn't kept") }),
  },
  { title: "StoredReading", "x-response-description": "The reading", examples: [STORED_READING_EXAMPLE] },
);

/** What a request for new readings may say besides, in its address or its form. */
export const POST_READINGS_FIELDS = {
  kind: Type.Optional(
    Type.Enum([...KINDS], { default: "number", description: "digit: one digit; number: every number on the picture" }),
  ),
  max_error: READ_FIELDS.max_error,
  batch: Type.Optional(LineSchema("Joins requests, such as those for a stack of forms")),
  name: Type.Optional(LineSchema("What to call the picture; without it, its file name in the form")),
  ...CONSTRAINT_FIELDS,
};

export const IdempotencyHeaderSchema = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: "^[!-~]+$",
      description: "Names the request, such as by a UUID, so that it can be sent again",
    }),
  ),
});

export const PostReadingsQuerySchema = Type.Object(POST_READINGS_FIELDS);

export const PostReadingsSchema = Type.Object(
  {
    model: ModelSchema,
    results: Type.Array(
      Type.Union([
        Type.Object({ readings: Type.Array(StoredReadingSchema) }, { title: "ReadingsOfImage" }),
        ImageErrorSchema,
      ]),
      { description: "One for each image, in order" },
    ),
  },
  {
    title: "PostReadingsResponse",
    "x-response-description":
      "Stored; Location is the reading's address where it is one, and that of the batch where it has a name",
  },
);

const FILTER_FIELDS = {
  status: Type.Optional(Type.Enum([...STATUSES])),
  kind: Type.Optional(Type.Enum([...KINDS])),
  from: Type.Optional(
    Type.String({ format: "date-time", description: "Made at this time or later: 2026-01-31, 2026-01-31T08:00:00Z" }),
  ),
  to: Type.Optional(Type.String({ format: "date-time", description: "Made before this time" })),
  batch: Type.Optional(LineSchema("The batch's whole name")),
  text: Type.Optional(LineSchema("The whole text")),
};

export const ListReadingsQuerySchema = Type.Object({
  ...FILTER_FIELDS,
  after: Type.Optional(Type.String({ description: "The `next` of the page before" })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
});

export const ExportReadingsQuerySchema = Type.Object({
  ...FILTER_FIELDS,
  format: Type.Optional(Type.Enum(["csv", "jsonl"], { default: "csv" })),
});

export const ListReadingsSchema = Type.Object(
  {
    items: Type.Array(StoredReadingSchema, { description: "Newest first" }),
    next: NullableSchema(Type.String(), "Where the next page begins; null at the end"),
  },
  {
    title: "ReadingsPage",
    "x-response-description": "A page of readings",
    examples: [{ items: [STORED_READING_EXAMPLE], next: null }],
  },
);

export const ReadingParamsSchema = Type.Object({
  id: Type.String({ description: "UUIDv7", examples: [READING_ID] }),
});

/** What a person may say that stands there: digits, and what stands between them. */
export const ReviewSchema = Type.Object(
  {
    text: Type.Union([Type.String({ minLength: 1, maxLength: 100, pattern: "^[0-9.,/: -]+$" }), Type.Null()], {
      description: "What really stands there; null for no number",
    }),
  },
  { title: "Review", examples: [{ text: "142" }, { text: null }] },
);

export const ClaimSchema = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })),
    status: Type.Optional(
      Type.Enum(["review", "rejected"], { default: "review", description: "rejected: what could not be read" }),
    ),
    kind: Type.Optional(Type.Enum([...KINDS])),
    batch: Type.Optional(LineSchema("The batch's whole name")),
    minutes: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, default: 5, description: "Nobody else gets them for so long" }),
    ),
  },
  { title: "Claim", examples: [{ limit: 10 }] },
);

export const ClaimedSchema = Type.Object(
  { items: Type.Array(StoredReadingSchema, { description: "Oldest first" }) },
  {
    title: "ClaimedReadings",
    "x-response-description": "Readings that nobody else gets for now",
    examples: [{ items: [STORED_READING_EXAMPLE] }],
  },
);

const ErrorRateSchema = Type.Object(
  {
    kind: Type.Enum([...KINDS]),
    model: ModelSchema,
    promised: Type.Number({ description: "The max_error that was asked for" }),
    audited: Type.Integer({ minimum: 0, description: "Accepted readings that were chosen by lot" }),
    reviewed: Type.Integer({ minimum: 0, description: "Of these, a person has looked at" }),
    wrong: Type.Integer({ minimum: 0, description: "Of these, were wrong" }),
    measured: NullableSchema(ProbabilitySchema, "Share that was wrong; null before the first review"),
    interval: Type.Array(ProbabilitySchema, {
      minItems: 2,
      maxItems: 2,
      description: "Exact 95 % interval of that share (Clopper-Pearson)",
    }),
  },
  { title: "ErrorRate" },
);

export const StatsSchema = Type.Object(
  {
    total: Type.Integer({ minimum: 0 }),
    by_status: Type.Object(
      Object.fromEntries(STATUSES.map((status) => [status, Type.Integer({ minimum: 0 })])) as Record<
        (typeof STATUSES)[number],
        ReturnType<typeof Type.Integer>
      >,
    ),
    accepted_error: Type.Array(ErrorRateSchema, {
      description: "How many accepted readings are wrong, as measured with --audit, for each kind, model and max_error",
    }),
  },
  { title: "ReadingStats", "x-response-description": "Counts and measured error rates" },
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
