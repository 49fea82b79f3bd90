import { INPUT_PIXELS } from "../../../src/core/picture.ts";
import type { SampleBank } from "../../../src/training/data/sample-bank.ts";
import { createRandom } from "../../../src/training/random.ts";

/** Four classes: a bar that lies or stands, thin or thick, anywhere, on noise. */
export function drawBars(n: number, seed: number): SampleBank {
  const random = createRandom(seed);
  const inputs = Uint8Array.from({ length: n * INPUT_PIXELS }, () => random.below(60));
  const labels = Uint8Array.from({ length: n }, () => random.below(4));
  labels.forEach((label, i) => {
    const thickness = label & 1 ? 7 : 2;
    const across = 4 + random.below(14);
    for (let a = across; a < across + thickness; a++) {
      for (let along = 4; along < 24; along++) {
        const [x, y] = label & 2 ? [a, along] : [along, a];
        inputs[i * INPUT_PIXELS + y * 28 + x] = 200 + random.below(56);
      }
    }
  });
  return { inputs, labels };
}

/** Of a bank, `[n, 28, 28]`, 0…1. */
export function toInputs({ inputs }: SampleBank): Float32Array {
  return Float32Array.from(inputs, (value) => value / 255);
}
