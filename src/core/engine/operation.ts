import type { Kernels } from "./kernels.ts";
import type { Border, PlacedTensor, Size, TensorKind } from "./tensor.ts";

/** A step of a network, ready but for the sizes of its tensors. */
export interface Operation {
  readonly operator: string;
  readonly inputs: readonly TensorKind[];
  readonly output: TensorKind;
  /** Zeros that it reads around its first input. */
  readonly border?: Border;
  /** @returns the output's size @throws PredictorError `model_unusable` where the sizes don't fit */
  measure(inputs: readonly Size[]): Size;
  /** Binds it to places in memory. @returns computes it */
  bind(kernels: Kernels, inputs: readonly PlacedTensor[], output: PlacedTensor): () => void;
  /**
   * The same step with a second one that only changes what it writes: a tensor added to each number, then none below `lowest`.
   * Undefined where it can't.
   */
  extend?(extension: Extension): Operation | undefined;
}

export interface Extension {
  readonly output: TensorKind;
  readonly added?: TensorKind;
  readonly lowest?: number;
}
