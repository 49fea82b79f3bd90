import type { TSchema } from "typebox";
import { DEFAULT_MAX_ERROR } from "../../core/decide/decide.ts";
import { WARNINGS } from "../../core/reading.ts";
import { Type } from "../type.ts";

// Each shape once. The types of requests and answers, the checks of both, the OpenAPI document and the client follow from it. A schema
// with a `title` is a component of the document under that name.

export const ProbabilitySchema = Type.Number({ minimum: 0, maximum: 1 });

export const BoxSchema = Type.Object(
  { x: Type.Number(), y: Type.Number(), width: Type.Number(), height: Type.Number() },
  { title: "Box", description: "In the picture's own pixels, upright; x and y are the top left corner" },
);

export const DecisionSchema = Type.Enum(["accept", "review", "reject"], {
  title: "Decision",
  description: "accept: may be used as it is at this max_error; review: let a person look; reject: can't be read",
});

export const WarningSchema = Type.Enum([...WARNINGS], {
  title: "PictureWarning",
  description: "What is odd about a picture",
});

export const ModelSchema = Type.Object({ name: Type.String(), version: Type.String() }, { title: "ModelVersion" });

export const NullableSchema = <S extends TSchema>(schema: S, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const READ_FIELDS = {
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
