import type { Strips } from "./line/strip.ts";

/** The network that reads lines of digits, whatever runs it. */
export interface LineReader {
  /**
   * @param strips with normalized colours; nobody uses them afterwards
   * @returns `[count, 11, columns / 4]`: for every fourth pixel across, the logits of the digit whose middle is here, or of none
   */
  read(strips: Strips): Promise<Float32Array>;
  close(): Promise<void>;
}
