import { prepare } from "../vision/prepare.ts";
import type { NamedBank } from "./make-bank.ts";
import { PIXELS } from "./sample-bank.ts";
import { type Part, readMnist } from "./sources/mnist-glyphs.ts";

/** Every digit of a part of MNIST once, as it is, as preparation frames it: the best guess, right or wrong. */
export function mnistBank(dataDir: string, part: Part): NamedBank {
  const glyphs = readMnist(dataDir, part);
  const bank = {
    inputs: new Uint8Array(glyphs.length * PIXELS),
    labels: Uint8Array.from(glyphs, ({ label }) => label),
    kinds: glyphs.map(() => "mnist/as-it-is"),
  };
  for (const [index, { coverage, width, height }] of glyphs.entries()) {
    const rgba = Uint8Array.from({ length: 4 * coverage.length }, (_, i) =>
      i % 4 === 3 ? 255 : 255 * coverage[i >> 2],
    );
    const { input } = prepare({ width, height, rgba }).candidates[0];
    for (let i = 0; i < PIXELS; i++) bank.inputs[index * PIXELS + i] = Math.round(255 * input[i]);
  }
  return bank;
}

export function joinBanks(first: NamedBank, second: NamedBank): NamedBank {
  const join = (a: Uint8Array, b: Uint8Array) => {
    const joined = new Uint8Array(a.length + b.length);
    joined.set(a);
    joined.set(b, a.length);
    return joined;
  };
  return {
    inputs: join(first.inputs, second.inputs),
    labels: join(first.labels, second.labels),
    kinds: [...first.kinds, ...second.kinds],
  };
}
