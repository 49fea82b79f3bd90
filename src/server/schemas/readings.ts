import type { Static } from "typebox";
import { KINDS, STATUSES } from "../store/reading-store.ts";
import { Type } from "../type.ts";
import { ImageErrorSchema } from "./image.ts";
import { CONSTRAINT_FIELDS } from "./numbers.ts";
import { BoxSchema, DecisionSchema, ModelSchema, NullableSchema, ProbabilitySchema, READ_FIELDS } from "./parts.ts";

/** No control characters. What is no text (half of a surrogate pair) can't be said here: many engines refuse it in a pattern. */
const LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";
const LineSchema = (description: string) => Type.String({ maxLength: 200, pattern: LINE, description });

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
  model: { name: "digits", version: "2.7.0" },
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

/** A stored reading as `/v1/readings` and `number-predictor readings` write it. */
export type StoredReadingJson = Static<typeof StoredReadingSchema>;

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
