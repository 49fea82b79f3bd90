/** What stands beside the weights in `models/digits.json`: what they are, and what their readings mean. JSON is snake_case. */
export interface Manifest {
  readonly name: string;
  /** Semantic version of the weights. */
  readonly version: string;
  /** SHA-256 of the `.onnx` file, in hexadecimal. */
  readonly sha256: string;
  /** PREPROCESSING_VERSION that the weights were trained with. */
  readonly preprocessing_version: number;
  /** What the outputs stand for, in order: "0" … "9", "none". */
  readonly classes: readonly string[];
  /** Logits are divided by this before the softmax (Guo et al. 2017, https://arxiv.org/abs/1706.04599). */
  readonly temperature: number;
  /** For each error rate: the least confidence at which at most that share of accepted readings was wrong. Falling error rate. */
  readonly thresholds: readonly Threshold[];
  /** Accuracies and on what they were measured; for people, not for code. */
  readonly scores: Readonly<Record<string, unknown>>;
  /** When, how and from which seed it was trained; for people, not for code. */
  readonly training: Readonly<Record<string, unknown>>;
}

export interface Threshold {
  readonly max_error: number;
  readonly confidence: number;
  /** Share of the held-out readings that were accepted at this threshold, 0…1. */
  readonly coverage: number;
  /** Number of held-out pictures this was measured on. */
  readonly n: number;
}

/** Classes of the network's output, in order. */
export const CLASSES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "none"] as const;
export const CLASS_COUNT = CLASSES.length;
/** Index of "none", the class of everything that is no digit. */
export const NON_DIGIT = 10;
