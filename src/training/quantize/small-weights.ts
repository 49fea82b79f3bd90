import type { GraphBuilder, Value } from "../autograd/graph.ts";

const FLOAT32 = 1;
const MAX_INT16 = 32_767;

/**
 * Weights as 16-bit integers with a scale for each output channel: half the bytes. In 8 bits a quarter would do, but photos lost half a
 * point (docs/training-log.md). The network still computes in float32: engines multiply the weights out when they open the file. Not as `DequantizeLinear`, which ONNX Runtime computes anew on each run.
 *
 * @param dims `[channels, …]`
 */
export function smallWeights(graph: GraphBuilder, weight: Float32Array, dims: readonly number[]): Value {
  const [channels] = dims;
  const perChannel = weight.length / channels;
  const integers = new Int16Array(weight.length);
  const scales = Float32Array.from({ length: channels }, (_, channel) => {
    const own = weight.subarray(channel * perChannel, (channel + 1) * perChannel);
    const scale = Math.fround(own.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / MAX_INT16) || 1;
    own.forEach((value, i) => {
      integers[channel * perChannel + i] = Math.round(value / scale);
    });
    return scale;
  });
  const whole = graph.node("Cast", [graph.quantized(integers, dims)], dims, { to: FLOAT32 });
  return graph.multiply(whole, graph.constant(scales, [channels, ...dims.slice(1).map(() => 1)]));
}
