/** Pictures with their labels, as many as fit in memory. */
export interface SampleBank {
  /** `[n, 28, 28]`, 0 (paper) … 255 (ink) */
  readonly inputs: Uint8Array;
  /** `[n]`, 0 … 10: "0" … "9", and 10 for none */
  readonly labels: Uint8Array;
}
