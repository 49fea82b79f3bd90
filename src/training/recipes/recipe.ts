import { readFile } from "node:fs/promises";
import Type, { type Static } from "typebox";
import Value from "typebox/value";
import { PredictorError } from "../../errors.ts";
import { PAGE_KINDS } from "../scenes/pages/draw-page.ts";

const Count = Type.Integer({ minimum: 0 });
const Seed = Type.Integer({ minimum: 0 });
const Positive = Type.Integer({ minimum: 1 });
const LearningRate = Type.Number({ exclusiveMinimum: 0, maximum: 10 });
const strict = { additionalProperties: false };
const rounds = { epochs: Positive, batch_size: Type.Integer({ minimum: 2 }), learning_rate: LearningRate, seed: Seed };

const SceneRounds = Type.Array(
  Type.Object({ ...rounds, steps_per_epoch: Positive, chunks: Positive, scenes_seed: Seed }, strict),
  { minItems: 1, description: "Each starts from the one before" },
);

const FinderRecipe = Type.Object(
  {
    network: Type.Object(
      { widths: Type.Array(Positive), blocks: Type.Array(Count), head: Positive },
      { ...strict, description: "Five widths and four numbers of residual blocks; see FinderConfig" },
    ),
    rounds: SceneRounds,
    small_weights: Type.Optional(Type.Boolean({ description: "Whether its weights are written in 16 bits" })),
  },
  strict,
);

const MorePages = Type.Object(
  {
    pages: Positive,
    pages_seed: Seed,
    kinds: Type.Object(
      Object.fromEntries(
        PAGE_KINDS.map((kind) => [kind, Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000 }))]),
      ),
      { ...strict, minProperties: 1, description: "How often each kind is drawn; one that isn't named is not drawn" },
    ),
  },
  { ...strict, description: "Pages beside the usual ones, of kinds of their own" },
);

const ClassifierRound = Type.Object(
  {
    ...rounds,
    ...{ samples: Positive, pages: Count, samples_seed: Seed },
    mnist_times: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: "MNIST's digits; absent: once" })),
    more_pages: Type.Optional(MorePages),
    dropout: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
  },
  strict,
);

const ClassifierRecipe = Type.Object(
  {
    network: Type.Object({ widths: Type.Array(Positive), blocks: Type.Array(Count) }, strict),
    validation_samples: Type.Integer({ minimum: 2 }),
    start: Type.Optional(
      Type.String({
        description: "Served classifier or checkpoint in the data folder that the first round starts from",
      }),
    ),
    rounds: Type.Array(ClassifierRound, { minItems: 1, description: "Each starts from the one before" }),
    rounded: Type.Boolean({ description: "Whether it is rounded to 8-bit integers" }),
  },
  strict,
);

const QuickRecipe = Type.Object(
  {
    network: Type.Object({ widths: Type.Array(Positive), blocks: Type.Array(Count) }, strict),
    validation_samples: Type.Integer({ minimum: 2 }),
    rounds: Type.Array(ClassifierRound, { minItems: 1, description: "Each starts from the one before" }),
    sure: Type.Number({
      ...{ exclusiveMinimum: 0, maximum: 1 },
      description: "From this probability of a digit on, the classifier is not asked",
    }),
  },
  { ...strict, description: "The quick classifier; absent: the model has none. Its weights are written in 16 bits" },
);

const LinesRecipe = Type.Object(
  {
    network: Type.Object(
      { widths: Type.Array(Positive), blocks: Type.Array(Count) },
      { ...strict, description: "Five widths and three numbers of residual blocks; see LineConfig" },
    ),
    rounds: SceneRounds,
  },
  strict,
);

/** Everything that makes a model, as a JSON file: `recipes/digits.json` is the one of the model that comes with the package. */
const RecipeSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Type.String({ pattern: "^\\w[\\w.-]{0,63}$" }),
    version: Type.String({ pattern: "^\\d+\\.\\d+\\.\\d+([-+][\\w.+-]{1,40})?$" }),
    data: Type.Array(Type.String(), { description: "Sets that must be in the data folder" }),
    scenes: Type.Object(
      { scenes_per_chunk: Positive, validation_scenes: Positive, validation_seed: Seed },
      { ...strict, description: "Made-up pages, for the finder and for the fit" },
    ),
    finder: Type.Union([FinderRecipe, Type.Null()], { description: "null keeps the packaged finder" }),
    classifier: ClassifierRecipe,
    quick: Type.Optional(QuickRecipe),
    lines: Type.Optional(
      Type.Union([LinesRecipe, Type.Null()], { description: "null, or nothing, keeps the packaged line reader" }),
    ),
    reading: Type.Object(
      { scenes: Positive, numbers: Positive, beside_others: Type.Number(), seed: Seed },
      {
        ...strict,
        description: "How finder and classifier are combined, and thresholds: fitted on whole held-out pictures",
      },
    ),
  },
  strict,
);
export type Recipe = Static<typeof RecipeSchema>;

/** @throws PredictorError `usage` where the file can't be read or is no recipe */
export async function loadRecipe(file: string): Promise<Recipe> {
  let recipe: unknown;
  try {
    recipe = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new PredictorError("usage", `The recipe ${file} can't be read: ${(cause as Error).message}`, { cause });
  }
  if (Value.Check(RecipeSchema, recipe)) return recipe;
  const [first] = Value.Errors(RecipeSchema, recipe);
  const place = first.instancePath.slice(1).replaceAll("/", ".") || "the whole";
  const what = first.keyword === "boolean" ? "is no field of a recipe" : first.message;
  throw new PredictorError("usage", `${file} is no recipe: ${place} ${what}.`);
}
