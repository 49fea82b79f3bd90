import type { GraphBuilder, Value } from "../autograd/graph.ts";
import type { FoldedLayer } from "../network/folded-layers.ts";
import { convolutionOf, type Pair } from "../network/served-layers.ts";

/**
 * Networks in 8-bit integers: weights with a scale for each output channel, activations with one for each tensor, fitted on samples.
 * The graph holds quantizing and dequantizing pairs around each operation (QDQ), which ONNX Runtime turns into integer kernels
 * (Jacob et al. 2018, https://arxiv.org/abs/1712.05877; Wu et al. 2020, https://arxiv.org/abs/2004.09602).
 */

/** The values that a tensor takes, leaving out the rarest. */
export interface ActivationRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Largest weight: 7 bits, since processors with AVX2 but without VNNI add two products of 8 bits in 16, which would overflow with more.
 */
const MAX_WEIGHT = 63;

export interface Quantizer {
  /** The tensor with this name, rounded to 8 bits: a pair of nodes. Negative values vanish where the range has none, so that it is a ReLU too. */
  quantize(x: Value, name: string): Value;
  /** @param quantized the input, as `quantize` gave it */
  convolve(
    quantized: Value,
    input: string,
    layer: FoldedLayer,
    options: { readonly channels: number; readonly kernel: Pair; readonly steps: Pair },
  ): Value;
}

/** @param ranges for each name that `quantize` will be given */
export function createQuantizer(graph: GraphBuilder, ranges: ReadonlyMap<string, ActivationRange>): Quantizer {
  const parametersOf = (name: string) => {
    const range = ranges.get(name);
    if (!range) throw new Error(`There is no range for ${name}.`);
    const min = Math.min(0, range.min);
    const scale = Math.max(1e-6, (range.max - min) / 255);
    return { scale, zeroPoint: Math.round(-min / scale) };
  };
  return {
    quantize(x, name) {
      const { scale, zeroPoint } = parametersOf(name);
      const parameters = [graph.scalar(scale), graph.quantized(Uint8Array.of(zeroPoint), [])];
      const rounded = graph.node("QuantizeLinear", [x, ...parameters], x.dims);
      return graph.node("DequantizeLinear", [rounded, ...parameters], x.dims);
    },
    convolve(quantized, input, { weight, bias }, { channels: k, kernel, steps }) {
      const [n, c, h, w] = quantized.dims;
      const perChannel = weight.length / k;
      const scales = new Float32Array(k);
      const integers = new Int8Array(weight.length);
      for (let channel = 0; channel < k; channel++) {
        const own = weight.subarray(channel * perChannel, (channel + 1) * perChannel);
        const scale = Math.max(1e-8, own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / MAX_WEIGHT);
        scales[channel] = scale;
        own.forEach((value, i) => {
          integers[channel * perChannel + i] = Math.round(value / scale);
        });
      }
      const weights = graph.node(
        "DequantizeLinear",
        [
          graph.quantized(integers, [k, c, ...kernel]),
          graph.constant(scales, [k]),
          graph.quantized(new Int8Array(k), [k]),
        ],
        [k, c, ...kernel],
        { axis: 0 },
      );
      const biasScales = scales.map((scale) => scale * parametersOf(input).scale);
      const wholeBias = Int32Array.from(bias, (value, channel) => Math.round(value / biasScales[channel]));
      const biases = graph.node(
        "DequantizeLinear",
        [graph.quantized(wholeBias, [k]), graph.constant(biasScales, [k]), graph.quantized(new Int32Array(k), [k])],
        [k],
        { axis: 0 },
      );
      const dims = [n, k, h / steps[0], w / steps[1]];
      return graph.node("Conv", [quantized, weights, biases], dims, convolutionOf(kernel, steps));
    },
  };
}
