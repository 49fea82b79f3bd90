import { MANIFEST_EXAMPLE } from "../examples.ts";
import { Type } from "../type.ts";

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
    lines_sha256: Type.Optional(Type.String({ description: "Of the line reader's .onnx file" })),
    quick_sha256: Type.Optional(Type.String({ description: "Of the quick classifier's .onnx file" })),
    preprocessing_version: Type.Integer({ description: "How pictures are prepared for the networks" }),
    classes: Type.Array(Type.String(), { description: "What the classifier's outputs stand for" }),
    weights: Type.Object({
      classifier: Type.Number(),
      finder: Type.Number(),
      presence: Type.Number(),
      bias: Type.Number(),
      alone: Type.Number(),
      alone_bias: Type.Number(),
      chosen_none: Type.Number(),
      chosen_bias: Type.Number(),
      nothing: Type.Number(),
    }),
    quick_weights: Type.Optional(
      Type.Object({
        alone: Type.Number(),
        alone_bias: Type.Number(),
        sure: Type.Number({ description: "From this probability on the classifier is not asked" }),
      }),
    ),
    thresholds: Type.Array(ThresholdSchema),
    line_weights: Type.Optional(
      Type.Object({
        alone: Type.Number(),
        alone_none: Type.Number(),
        line: Type.Number(),
        line_none: Type.Number(),
        bias: Type.Number(),
      }),
    ),
    number_weights: Type.Object({
      bias: Type.Number(),
      posterior: Type.Number(),
      weakest: Type.Number(),
      length: Type.Number(),
      presence: Type.Number(),
      unread: Type.Number(),
      missed: Type.Number(),
      agrees: Type.Number(),
      plain: Type.Number(),
      plain_posterior: Type.Number(),
      beside_others: Type.Number(),
    }),
    number_thresholds: Type.Array(ThresholdSchema),
    scores: Type.Record(Type.String(), Type.Unknown()),
    training: Type.Record(Type.String(), Type.Unknown()),
  },
  { title: "Manifest", "x-response-description": "The manifest", examples: [MANIFEST_EXAMPLE] },
);
