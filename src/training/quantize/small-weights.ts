import type { GraphBuilder, Value } from "../autograd/graph.ts";

/** A convolution with fewer weights has them in 16 bits: there rounding matters most, and bytes least. */
const MIN_WEIGHTS_FOR_8_BITS = 16_384;
const FLOAT32 = 1;

/**
 * Weights as 8-bit integers with a scale for each output channel, a quarter of the bytes; in small convolutions 16 bits. The network still computes in float32:
 * engines multiply them out when they open the file. Not as `DequantizeLinear`, which ONNX Runtime computes anew on each run.
 *
 * @param dims `[channels, …]`
 */
export function smallWeights(graph: GraphBuilder, weight: Float32Array, dims: readonly number[]): Value {
  const [channels] = dims;
  const perChannel = weight.length / channels;
  const integers = new (weight.length < MIN_WEIGHTS_FOR_8_BITS ? Int16Array : Int8Array)(weight.length);
  const most = 2 ** (8 * integers.BYTES_PER_ELEMENT - 1) - 1;
  const scales = Float32Array.from({ length: channels }, (_, channel) => {
    const own = weight.subarray(channel * perChannel, (channel + 1) * perChannel);
    const scale = Math.fround(own.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / most) || 1;
    own.forEach((value, i) => {
      integers[channel * perChannel + i] = Math.round(value / scale);
    });
    return scale;
  });
  const whole = graph.node("Cast", [graph.quantized(integers, dims)], dims, { to: FLOAT32 });
  return graph.multiply(whole, graph.constant(scales, [channels, ...dims.slice(1).map(() => 1)]));
}
