/** The whole boundary to any engine: pictures in, logits out. */
export interface Classifier {
  /**
   * @param inputs `[n, 28, 28]`, 0 (paper) … 1 (ink)
   * @param onStart told when the network begins with these, where they had to wait
   * @returns logits `[n, 11]`, classes as in the manifest, not yet divided by the temperature
   */
  classify(inputs: Float32Array, n: number, onStart?: () => void): Promise<Float32Array>;
  close(): Promise<void>;
}
