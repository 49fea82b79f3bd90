/** Where something is written, in pixels. */
export interface Place {
  readonly left: number;
  /** What it stands on. */
  readonly baseline: number;
  readonly heightPx: number;
}
