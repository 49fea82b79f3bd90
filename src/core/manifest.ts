/** What stands beside the networks in `models/digits.json`: what they are, and what their readings mean. JSON is snake_case. */
export interface Manifest {
  readonly name: string;
  /** Semantic version of the model. */
  readonly version: string;
  /** SHA-256 of the classifier's `.onnx` file, in hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of the finder's `.onnx` file, in hexadecimal. */
  readonly finder_sha256: string;
  /** SHA-256 of the line reader's `.onnx` file, in hexadecimal; absent where the model has none. */
  readonly lines_sha256?: string;
  /** SHA-256 of the quick classifier's `.onnx` file, in hexadecimal; absent where the model has none. */
  readonly quick_sha256?: string;
  /** PREPROCESSING_VERSION that the networks were trained with. */
  readonly preprocessing_version: number;
  /** What the classifier's outputs stand for, in order: "0" … "9", "none". */
  readonly classes: readonly string[];
  /** How finder and classifier are combined. */
  readonly weights: ReadingWeights;
  /** What the quick classifier says; there where the model has one. */
  readonly quick_weights?: QuickWeights;
  /** For each error rate: the least confidence at which at most that share of accepted readings was wrong. Falling error rate. */
  readonly thresholds: readonly Threshold[];
  /** The same for numbers. */
  readonly number_thresholds: readonly Threshold[];
  /** How a digit by itself and the line that it stands on are combined; there where the model has a line reader. */
  readonly line_weights?: LineWeights;
  /** How the confidence of a number follows from what is known of it. */
  readonly number_weights: NumberWeights;
  /** Accuracies and on what they were measured; for people, not for code. */
  readonly scores: Readonly<Record<string, unknown>>;
  /** When, how and from which seed it was trained; for people, not for code. */
  readonly training: Readonly<Record<string, unknown>>;
}

/** Fitted on held-out pictures; see `decide/combine.ts`. */
export interface ReadingWeights {
  /** Of the classifier's logarithms, where the finder was asked. */
  readonly classifier: number;
  /** Of the finder's logarithms of the ten digits. */
  readonly finder: number;
  /** Of the finder's log odds that a digit is there, against "no digit". */
  readonly presence: number;
  /** What "no digit" has at the start. */
  readonly bias: number;
  /** The classifier's weight and "no digit"'s start where the finder was not asked. */
  readonly alone: number;
  readonly alone_bias: number;
  /** For the chosen candidate: of the logarithm of "no digit", and its bias, where that makes it less likely; see `decide/trust-choice.ts`. */
  readonly chosen_none: number;
  readonly chosen_bias: number;
  /** How likely a picture on which the finder finds nothing has no digit, 0…1. */
  readonly nothing: number;
}

/** See `judge-quickly.ts`. */
export interface QuickWeights {
  /** The quick classifier's weight and "no digit"'s start, as in `ReadingWeights`. Fitted on held-out pictures. */
  readonly alone: number;
  readonly alone_bias: number;
  /**
   * From this probability of a digit on, the classifier is not asked. Chosen on held-out pictures, and above all thresholds: what the
   * quick classifier reads is accepted.
   */
  readonly sure: number;
}

/** Fitted on held-out lines; see `decide/combine-opinions.ts`. */
export interface LineWeights {
  /** Of the logarithms of the ten digits of the candidate by itself, and of "no digit". */
  readonly alone: number;
  readonly alone_none: number;
  /** The same of what the line reader says. */
  readonly line: number;
  readonly line_none: number;
  /** What "no digit" has at the start. */
  readonly bias: number;
}

/** Logistic regression of "the whole number is right" (Platt 1999), and what the reading of a line takes before. */
export interface NumberWeights {
  readonly bias: number;
  /** Of the log odds of the number among all readings of its line. */
  readonly posterior: number;
  /** Of the lowest log odds among its digits. */
  readonly weakest: number;
  /** Of the logarithm of the number of its digits. */
  readonly length: number;
  /** Of the finder's least log odds among its digits, at most 3. */
  readonly presence: number;
  /** Of the log odds of the surest digit that the line reader sees beside the number's digits, at least −6. */
  readonly unread: number;
  /** Of how far these log odds are above −2. */
  readonly missed: number;
  /** Added where the line reader by itself reads the same digits. */
  readonly agrees: number;
  /** Added where all digits are 0 or all are 1, and of the posterior's log odds there. */
  readonly plain: number;
  readonly plain_posterior: number;
  /** Beside other digits, something is a digit more often than alone: added to the log probability of "no digit". Chosen on held-out lines. */
  readonly beside_others: number;
}

export interface Threshold {
  readonly max_error: number;
  readonly confidence: number;
  /** Share of the held-out readings that were accepted at this threshold, 0…1. */
  readonly coverage: number;
  /** Number of held-out pictures this was measured on. */
  readonly n: number;
}

/** Classes of the classifier's output, in order. */
export const CLASSES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "none"] as const;
export const CLASS_COUNT = CLASSES.length;
/** Index of "none", the class of everything that is no digit. */
export const NON_DIGIT = 10;
