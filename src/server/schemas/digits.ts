import type { Static } from "typebox";
import { DIGITS_EXAMPLE } from "../examples.ts";
import { Type } from "../type.ts";
import { ImageErrorSchema, NameSchema } from "./image.ts";
import { BoxSchema, DecisionSchema, ModelSchema, ProbabilitySchema, READ_FIELDS, WarningSchema } from "./parts.ts";

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

export const DigitsSchema = Type.Object(
  {
    model: ModelSchema,
    results: Type.Array(Type.Union([DigitReadingSchema, ImageErrorSchema]), {
      description: "One for each image, in order",
    }),
  },
  { title: "DigitsResponse", "x-response-description": "A result for each image", examples: [DIGITS_EXAMPLE] },
);

export const DigitsQuerySchema = Type.Object(READ_FIELDS);
