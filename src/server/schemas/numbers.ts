import type { Static } from "typebox";
import { CHECKS, NUMBER_TYPES } from "../../core/constrain/constraint-options.ts";
import { NUMBERS_EXAMPLE } from "../examples.ts";
import { Type } from "../type.ts";
import { ImageErrorSchema, NameSchema } from "./image.ts";
import { BoxSchema, DecisionSchema, ModelSchema, ProbabilitySchema, READ_FIELDS, WarningSchema } from "./parts.ts";

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
