import type { NamedBank } from "./make-bank.ts";
import { PIXELS } from "./sample-bank.ts";
import { candidatesOf, toSample } from "./samples.ts";
import { type Part, readMnist } from "./sources/mnist-glyphs.ts";

/** Every digit of a part of MNIST once, as it is, as preparation frames it: the best guess, right or wrong. */
export function mnistBank(dataDir: string, part: Part): NamedBank {
  const samples = readMnist(dataDir, part).flatMap(({ coverage, width, height, label }) => {
    const rgba = Uint8Array.from({ length: 4 * coverage.length }, (_, i) =>
      i % 4 === 3 ? 255 : 255 * coverage[i >> 2],
    );
    return candidatesOf({ width, height, rgba })
      .slice(0, 1)
      .map((candidate) => toSample(candidate, label, "mnist/as-it-is"));
  });
  const inputs = new Uint8Array(samples.length * PIXELS);
  for (const [index, { input }] of samples.entries()) inputs.set(input, index * PIXELS);
  return { inputs, labels: Uint8Array.from(samples, ({ label }) => label), kinds: samples.map(({ kind }) => kind) };
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
