import { INPUT_SIZE } from "../core/picture.ts";

/** Draws what the network saw for a terminal, two rows of pixels in a line. */
export function drawInput(input: Float32Array): string {
  const inked = (x: number, y: number) => input[y * INPUT_SIZE + x] > 0.4;
  const lines: string[] = [];
  for (let y = 0; y < INPUT_SIZE; y += 2) {
    let line = "";
    for (let x = 0; x < INPUT_SIZE; x++) line += " ▀▄█"[Number(inked(x, y)) + 2 * Number(inked(x, y + 1))];
    lines.push(line.trimEnd());
  }
  return lines.join("\n");
}
