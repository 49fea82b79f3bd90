import type { FoldedLayer } from "./folded-layers.ts";

/**
 * Reads the weights of an `.onnx` file that this program wrote, layer by layer, in the order in which they are used. Those in 8-bit
 * integers are given as the numbers that they stand for.
 *
 * @throws Error where the file is no such network
 */
export function readLayers(model: Uint8Array): FoldedLayer[] {
  const graph = fieldsOf(model).find(({ field }) => field === GRAPH)?.bytes;
  if (!graph) throw new Error("The model file holds no network.");
  const parts = fieldsOf(graph).filter(({ bytes }) => bytes !== undefined);
  const ofField = (wanted: number) =>
    parts.filter(({ field }) => field === wanted).map(({ bytes }) => fieldsOf(bytes!));
  const tensors = new Map<string, ArrayLike<number>>();
  for (const tensor of ofField(INITIALIZER)) {
    const numbers = numbersOf(tensor);
    if (numbers) tensors.set(textOf(tensor, TENSOR_NAME), numbers);
  }
  const layers: FoldedLayer[] = [];
  for (const node of ofField(NODE)) {
    const kind = textOf(node, NODE_KIND);
    const [input, second, third] = textsOf(node, NODE_INPUT);
    const [data, scales] = [tensors.get(input), tensors.get(second)];
    if (kind === "DequantizeLinear" && data && scales) tensors.set(textOf(node, NODE_OUTPUT), dequantize(data, scales));
    if (kind === "Cast" && data) tensors.set(textOf(node, NODE_OUTPUT), data);
    if (kind === "Mul" && data && scales) tensors.set(textOf(node, NODE_OUTPUT), dequantize(data, scales));
    if (kind !== "Conv" && kind !== "Gemm") continue;
    const [weight, bias] = [tensors.get(second), tensors.get(third)];
    if (!weight || !bias) throw new Error("The model file is of another kind: its weights can't be trained on.");
    layers.push({ weight: Float32Array.from(weight), bias: Float32Array.from(bias) });
  }
  return layers;
}

/** Whole numbers with one scale for each stretch of equal length, as `createQuantizer` and `smallWeights` write them, with a zero point of 0. */
function dequantize(data: ArrayLike<number>, scales: ArrayLike<number>): Float32Array {
  const perScale = data.length / scales.length;
  return Float32Array.from(data, (value, i) => value * scales[Math.floor(i / perScale)]);
}

function numbersOf(tensor: readonly Field[]): ArrayLike<number> | undefined {
  const raw = tensor.find(({ field }) => field === TENSOR_RAW)?.bytes;
  const type = tensor.find(({ field }) => field === TENSOR_TYPE)?.value;
  if (!raw) return undefined;
  const { buffer } = Uint8Array.from(raw);
  if (type === 1) return new Float32Array(buffer);
  if (type === 3) return new Int8Array(buffer);
  if (type === 5) return new Int16Array(buffer);
  return type === 6 ? new Int32Array(buffer) : undefined;
}

// Field numbers of onnx.proto3: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
const GRAPH = 7;
const NODE = 1;
const INITIALIZER = 5;
const NODE_INPUT = 1;
const NODE_OUTPUT = 2;
const NODE_KIND = 4;
const TENSOR_TYPE = 2;
const TENSOR_NAME = 8;
const TENSOR_RAW = 9;

const textsOf = (parts: readonly Field[], wanted: number) =>
  parts.filter(({ field }) => field === wanted).map(({ bytes }) => new TextDecoder().decode(bytes));
const textOf = (parts: readonly Field[], wanted: number) => textsOf(parts, wanted)[0] ?? "";

interface Field {
  readonly field: number;
  readonly value?: number;
  readonly bytes?: Uint8Array;
}

/** Protocol Buffers wire format: https://protobuf.dev/programming-guides/encoding/ */
function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = message[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  while (at < message.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) fields.push({ field, value: varint() });
    else if (wire === 2) {
      const length = varint();
      fields.push({ field, bytes: message.subarray(at, at + length) });
      at += length;
    } else at += wire === 5 ? 4 : 8;
  }
  return fields;
}
