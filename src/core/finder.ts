/** What one look shows to the finder. */
export interface FinderInput {
  /** Both sides are multiples of 32, in pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * Makes `[3, height, width]`, normalized colours. Called when it is this look's turn, so that the inputs of many pictures don't lie in
   * memory together; may throw to give up.
   */
  makeColours(): Float32Array;
}

/** The whole boundary to any engine that runs the finder: colours in, the map of digits out. */
export interface Finder {
  /** @returns `[16, height / 4, width / 4]`, channels as in `find/cells.ts` */
  find(input: FinderInput): Promise<Float32Array>;
  close(): Promise<void>;
}
