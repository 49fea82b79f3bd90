import type { Static } from "typebox";
import { KINDS, STATUSES } from "../store/reading-store.ts";
import { Type } from "../type.ts";
import { ModelSchema, NullableSchema, ProbabilitySchema } from "./parts.ts";

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
export type StatsJson = Static<typeof StatsSchema>;
