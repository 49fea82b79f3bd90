import type { Strip } from "./line/strip.ts";

/** The network that reads lines of digits, whatever runs it. */
export interface LineReader {
  /**
   * @param strip with normalized colours
   * @returns `[11, columns / 4]`: for every fourth pixel across, the logits of the digit whose middle is here, or of none
   */
  read(strip: Strip): Promise<Float32Array>;
  close(): Promise<void>;
}
