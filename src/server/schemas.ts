import type { TUnsafe } from "typebox";
import { CHECKS, NUMBER_TYPES } from "../core/constrain/constraint-options.ts";
import { DEFAULT_MAX_ERROR } from "../core/decide/decide.ts";
import { WARNINGS } from "../core/reading.ts";
import type { FormFile } from "./fastapi/form.ts";
import { Type } from "./type.ts";

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
    confidence: Type.Integer({ minimum: 0, maximum: 100, description: "Its probability in whole per cent, cut off" }),
  },
  { examples: [{ prediction: 0, confidence: 99 }] },
);

const BoxSchema = Type.Object(
  { x: Type.Number(), y: Type.Number(), width: Type.Number(), height: Type.Number() },
  { description: "In the picture's own pixels, upright" },
);

const SeenSchema = Type.Object({
  box: BoxSchema,
  ink: Type.Enum(["dark", "light"]),
  image: Type.String({ description: "The 28×28 picture that the network saw, as a PNG data URL" }),
});

const DigitSchema = Type.Object({
  digit: Type.Union([Type.Integer({ minimum: 0, maximum: 9 }), Type.Null()], {
    description: "The digit, or null where it is more likely none",
  }),
  confidence: Type.Number({ minimum: 0, maximum: 1, description: "Calibrated probability that the answer is right" }),
  decision: Type.Enum(["accept", "review", "reject"], {
    description: "accept: may be used as it is at this max_error; review: let a person look; reject: no digit",
  }),
  probabilities: Type.Array(ProbabilitySchema, { minItems: 10, maxItems: 10, description: "Of 0 to 9" }),
  not_a_digit: Type.Number({ minimum: 0, maximum: 1, description: "Probability that it is no digit" }),
  warnings: Type.Array(Type.Enum([...WARNINGS]), { description: "What is odd about the picture" }),
  seen: Type.Optional(SeenSchema),
});

export const ImageErrorSchema = Type.Object(
  { error: Type.Object({ status: Type.Integer(), detail: Type.String() }) },
  { description: "This image cannot be read; the others stand" },
);

const ModelSchema = Type.Object({ name: Type.String(), version: Type.String() });

export const DigitsSchema = Type.Object({
  model: ModelSchema,
  results: Type.Array(Type.Union([DigitSchema, ImageErrorSchema]), { description: "One for each image, in order" }),
});

const READ_FIELDS = {
  max_error: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: DEFAULT_MAX_ERROR,
      description: "Share of accepted answers that may be wrong",
    }),
  ),
  explain: Type.Optional(Type.Boolean({ default: false, description: "Add what the network saw" })),
};

export const DigitsQuerySchema = Type.Object(READ_FIELDS);
const DecisionSchema = Type.Enum(["accept", "review", "reject"], {
  description: "accept: may be used as it is at this max_error; review: let a person look; reject: can't be read",
});

const AlternativeSchema = Type.Object({ text: Type.String(), confidence: ProbabilitySchema });

const NumberSchema = Type.Object({
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
    Type.Object({
      digit: Type.Integer({ minimum: 0, maximum: 9 }),
      confidence: ProbabilitySchema,
      box: BoxSchema,
      image: Type.Optional(Type.String({ description: "What the classifier saw, 28×28, as a PNG data URL" })),
    }),
  ),
  alternatives: Type.Array(AlternativeSchema, { maxItems: 3, description: "Other readings, likeliest first" }),
  warnings: Type.Array(Type.Enum([...WARNINGS])),
  unconstrained: Type.Optional(AlternativeSchema),
});

export const NumbersSchema = Type.Object({
  model: ModelSchema,
  results: Type.Array(
    Type.Union([
      Type.Object({ numbers: Type.Array(NumberSchema), warnings: Type.Array(Type.Enum([...WARNINGS])) }),
      ImageErrorSchema,
    ]),
    { description: "One for each image, in order" },
  ),
});

/** What every number must satisfy. As query parameters, or as fields of the form. */
export const CONSTRAINT_FIELDS = {
  length: Type.Optional(Type.String({ description: "How many digits: 9, 3-6" })),
  pattern: Type.Optional(
    Type.String({ description: "Of the whole text, a subset of regular expressions: \\d{2}\\.\\d{2}" }),
  ),
  min: Type.Optional(Type.String({ description: "Least value" })),
  max: Type.Optional(Type.String({ description: "Greatest value" })),
  check: Type.Optional(Type.String({ description: `Check digits: ${CHECKS.join(", ")}` })),
  values: Type.Optional(Type.String({ description: "A list to choose from, one a line" })),
  type: Type.Optional(Type.String({ description: `Shorthand for a pattern: ${NUMBER_TYPES.join(", ")}` })),
  lines: Type.Optional(Type.String({ description: "one: everything on the picture is one number" })),
};

export const NumbersQuerySchema = Type.Object({ ...READ_FIELDS, ...CONSTRAINT_FIELDS });

const ThresholdSchema = Type.Object({
  max_error: Type.Number(),
  confidence: Type.Number(),
  coverage: Type.Number(),
  n: Type.Integer(),
});

export const ManifestSchema = Type.Object({
  name: Type.String(),
  version: Type.String(),
  sha256: Type.String({ description: "Of the classifier's .onnx file" }),
  finder_sha256: Type.String({ description: "Of the finder's .onnx file" }),
  preprocessing_version: Type.Integer(),
  classes: Type.Array(Type.String()),
  weights: Type.Record(Type.String(), Type.Number()),
  thresholds: Type.Array(ThresholdSchema),
  number_weights: Type.Record(Type.String(), Type.Number()),
  number_thresholds: Type.Array(ThresholdSchema),
  scores: Type.Record(Type.String(), Type.Unknown()),
  training: Type.Record(Type.String(), Type.Unknown()),
});

const ErrorSchema = Type.Object({ detail: Type.String({ description: "What is wrong, and what to do" }) });

const ValidationErrorSchema = Type.Object({
  detail: Type.Union([
    Type.String(),
    Type.Array(
      Type.Object({
        type: Type.String(),
        loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
        msg: Type.String(),
        input: Type.Optional(Type.Unknown()),
        ctx: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      }),
    ),
  ]),
});

const ERROR_MEANINGS: Readonly<Record<number, string>> = {
  400: "The form or the image is broken",
  401: "A key is required, and absent or wrong",
  403: "Not from here",
  404: "There is no such file",
  408: "The request took too long to arrive",
  413: "The body, the file or the picture is too large",
  415: "This is no image format that is read",
  422: "The request does not validate, or there is nothing on the picture",
  429: "Too many requests from this client; see Retry-After",
  431: "The request's headers are too large",
  500: "Our fault; the log knows more, under the request's id",
  503: "Overloaded or going down; see Retry-After",
};

/** Schemas of the errors that an endpoint may answer, for its documentation. */
export function errorResponses<S extends number>(...statuses: S[]) {
  return Object.fromEntries(
    statuses.map((status) => {
      const body = status === 422 ? ValidationErrorSchema : ErrorSchema;
      return [status, { ...body, description: ERROR_MEANINGS[status] }];
    }),
  );
}
