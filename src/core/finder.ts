/** The whole boundary to any engine that runs the finder: colours in, the map of digits out. */
export interface Finder {
  /**
   * @param colours `[3, height, width]`, normalized; both sides are multiples of 32
   * @returns `[16, height / 4, width / 4]`, channels as in `find/cells.ts`
   */
  find(colours: Float32Array, width: number, height: number): Promise<Float32Array>;
  close(): Promise<void>;
}
