import type { Script } from "./pick-script.ts";
import type { LineText } from "./write-line.ts";

/** How wide this text will be in this hand, about, in pixels. */
export function estimateWidth({ text, heightPx, gap }: LineText, script: Script): number {
  let width = 0;
  for (const character of text)
    width += /\d/.test(character) ? (character === "1" ? 0.3 : 0.62) * script.aspect + gap : 0.4;
  return Math.max(0.3, width) * heightPx;
}
