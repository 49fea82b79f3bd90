/** For a caller whose pictures may have to wait. */
export interface Wait {
  /** Called when the network starts on these. */
  readonly onStart?: () => void;
  /** Aborted when nobody wants the reading any more: what still waits then gives up its place, with `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/** The whole boundary to any engine: pictures in, logits out. */
export interface Classifier {
  /**
   * @param inputs `[n, 28, 28]`, 0 (paper) … 1 (ink)
   * @returns logits `[n, 11]`, classes as in the manifest, not yet divided by the temperature
   */
  classify(inputs: Float32Array, n: number, wait?: Wait): Promise<Float32Array>;
  close(): Promise<void>;
}
