/** A place on a line that may be a digit. */
export interface LatticeNode {
  /** Where it begins and ends from left to right, in pixels or any other unit. */
  readonly left: number;
  readonly right: number;
  /** `[10]`: log of the probability that this is a digit and the digit is k. −Infinity is allowed. */
  readonly logDigits: ArrayLike<number>;
  /** Log of the probability that this is no digit. −Infinity is allowed: then every reading uses it. */
  readonly logNonDigit: number;
}

/**
 * All that may be digits on one line. A reading uses some nodes, gives each of them a digit, and skips the others. Its weight is the product
 * of the probabilities of what it says about **every** node, times the weights of the gaps between neighbouring digits.
 */
export interface Lattice {
  /** From left to right: the order of their digits in the number. */
  readonly nodes: readonly LatticeNode[];
  /**
   * Which nodes show the same ink, so that at most one of the two is a digit: pairs of positions in `nodes`, or a function, which is asked
   * only for nodes that overlap from left to right.
   */
  readonly conflicts: readonly (readonly [number, number])[] | ((a: number, b: number) => boolean);
  /**
   * Log weight of two nodes as neighbouring digits of a reading, such as how usual their distance and sizes are; −Infinity forbids it.
   * Without it, every distance is as good as any other. It costs time, as any node may then be remembered to the end of the line: forbid
   * what is too far apart, and it costs little.
   */
  readonly logGap?: (left: number, right: number) => number;
}
