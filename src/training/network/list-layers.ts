import type { Network, Shaped } from "./layers.ts";

/** A layer that has weights. */
export interface WeightedLayer {
  readonly name: string;
  /** `convolve`, `halve` and `halveRows` have a normalization, the others a bias. */
  readonly kind: "convolve" | "halve" | "halveRows" | "project" | "dense";
  /** Of its input. */
  readonly inputs: number;
  /** Of its output. */
  readonly channels: number;
  /** Pixels of its kernel: for each input and output, one weight for each. */
  readonly taps: number;
  /** Places at which the kernel is applied, for one input of the network's own size. */
  readonly places: number;
  /** What its normalization's scale starts at. */
  readonly scale: number;
}

/** The layers with weights, in the order in which the network's description names them. */
export function listLayers(network: Network): WeightedLayer[] {
  const layers: WeightedLayer[] = [];
  network.describe<Shaped>(
    { dims: network.input.dims },
    {
      convolve({ dims: [n, inputs, h, w] }, name, channels, size, scale = 1) {
        layers.push({ name, kind: "convolve", inputs, channels, taps: size * size, places: h * w, scale });
        return { dims: [n, channels, h, w] };
      },
      halve({ dims: [n, inputs, h, w] }, name, channels) {
        layers.push({ name, kind: "halve", inputs, channels, taps: 4, places: (h / 2) * (w / 2), scale: 1 });
        return { dims: [n, channels, h / 2, w / 2] };
      },
      halveRows({ dims: [n, inputs, h, w] }, name, channels) {
        layers.push({ name, kind: "halveRows", inputs, channels, taps: 2, places: (h / 2) * w, scale: 1 });
        return { dims: [n, channels, h / 2, w] };
      },
      project({ dims: [n, inputs, h, w] }, name, channels) {
        layers.push({ name, kind: "project", inputs, channels, taps: 1, places: h * w, scale: 1 });
        return { dims: [n, channels, h, w] };
      },
      dense({ dims: [n, inputs] }, name, channels) {
        layers.push({ name, kind: "dense", inputs, channels, taps: 1, places: 1, scale: 1 });
        return { dims: [n, channels] };
      },
      double: ({ dims: [n, c, h, w] }) => ({ dims: [n, c, 2 * h, 2 * w] }),
      relu: (x) => x,
      add: (a) => a,
      averagePool: ({ dims: [n, c] }) => ({ dims: [n, c] }),
      dropout: (x) => x,
    },
  );
  return layers;
}
