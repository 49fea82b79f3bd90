import type { WeightMemory } from "./create-weight-memory.ts";
import type { OnnxConstant, OnnxNode } from "./onnx-graph.ts";
import type { Extension, Operation } from "./operation.ts";
import { addWholes } from "./operators/add-wholes.ts";
import { convolve } from "./operators/convolve.ts";
import { enlarge } from "./operators/enlarge.ts";
import { pool } from "./operators/pool.ts";
import { type Border, NO_BORDER, type TensorKind, type WholeRange } from "./tensor.ts";
import { unsupported } from "./unsupported.ts";

/** What an operator can ask and do while the nodes of a graph are turned into steps, one after the other. */
export interface Lowering {
  readonly memory: WeightMemory;
  /** A tensor of floats; made from whole numbers where it is of those. */
  floats(name: string): TensorKind;
  /** The tensor of whole numbers that this one was made from, if it was. */
  wholes(name: string): TensorKind | undefined;
  constant(node: OnnxNode, index: number): OnnxConstant;
  /** Weights in whole numbers with their scales, where this constant was made from such. */
  wholeConstant(name: string): WholeConstant | undefined;
  /** The one node that reads this tensor, where it rounds it. */
  rounding(name: string): { readonly name: string; readonly range: WholeRange } | undefined;
  add(operation: Operation): void;
  /** Whether the first of two tensors is there before the second. */
  isEarlier(one: TensorKind, other: TensorKind): boolean;
  /** Changes what the step writes that made this tensor, if nothing else reads it; otherwise copies it first. */
  extend(operator: string, name: string, extension: Omit<Extension, "output"> & { readonly output: string }): void;
  alias(name: string, tensor: TensorKind): void;
}

export interface WholeConstant {
  readonly constant: OnnxConstant;
  readonly scales: ArrayLike<number>;
}

/** To run another operator, add what it is made of. Rounding, and what only makes constants, is in `lower-graph.ts`. */
export const OPERATORS: Readonly<Record<string, (node: OnnxNode, lowering: Lowering) => void>> = {
  Add: lowerAdd,
  AveragePool: (node, lowering) => lowerPool("mean", node, lowering),
  Conv: lowerConv,
  Flatten: lowerFlatten,
  Gemm: lowerGemm,
  GlobalAveragePool: lowerGlobalAverage,
  Identity: ({ inputs, outputs }, { alias, floats }) => alias(outputs[0], floats(inputs[0])),
  MaxPool: (node, lowering) => lowerPool("largest", node, lowering),
  Relu: ({ inputs, outputs }, { extend }) => extend("Relu", inputs[0], { output: outputs[0], lowest: 0 }),
  Resize: lowerResize,
};

function lowerConv(node: OnnxNode, lowering: Lowering): void {
  const { dims, data } = lowering.constant(node, 1);
  const [channels, inputChannels, ...kernel] = dims;
  if (kernel.length !== 2) throw unsupported("Conv of other than two dimensions");
  if (numberOf(node, "group", 1) !== 1) throw unsupported("Conv in groups");
  const common = {
    ...{ operator: "Conv", channels, kernel: [kernel[0], kernel[1]] as const },
    steps: pairOf(node, "strides"),
    border: borderOf(node),
  };
  const [name] = node.outputs;
  const whole = lowerWholeConv(node, lowering);
  const input = whole?.input ?? lowering.floats(node.inputs[0]);
  if (input.channels !== inputChannels)
    throw unsupported(`Conv of ${input.channels} instead of ${inputChannels} channels`);
  if (whole !== undefined) {
    lowering.add(convolve(lowering.memory, { ...common, ...whole }));
    return;
  }
  const bias = node.inputs[2] ? numbersOf(lowering.constant(node, 2)) : new Float32Array(channels);
  lowering.add(convolve(lowering.memory, { ...common, name, input, weights: numbersOf({ dims, data }), bias }));
}

/** Between tensors of whole numbers, with weights and bias in whole numbers; undefined where it isn't. */
function lowerWholeConv(node: OnnxNode, lowering: Lowering) {
  const input = lowering.wholes(node.inputs[0]);
  const weights = lowering.wholeConstant(node.inputs[1]);
  const bias = node.inputs[2] ? lowering.wholeConstant(node.inputs[2]) : undefined;
  if (input?.whole === undefined || weights === undefined || (node.inputs[2] && bias === undefined)) return undefined;
  const [channels] = weights.constant.dims;
  const scaleOf = (scales: ArrayLike<number>, channel: number) => scales[scales.length === 1 ? 0 : channel];
  for (let channel = 0; bias !== undefined && channel < channels; channel++) {
    const wanted = input.whole.scale * scaleOf(weights.scales, channel);
    if (Math.abs(scaleOf(bias.scales, channel) / wanted - 1) > 1e-5) return undefined;
  }
  const rounding = lowering.rounding(node.outputs[0]);
  if (rounding === undefined) return undefined;
  return {
    name: rounding.name,
    input,
    weights: numbersOf(weights.constant),
    bias: bias ? numbersOf(bias.constant) : new Int32Array(channels),
    whole: {
      range: rounding.range,
      weightScales: Float32Array.from({ length: channels }, (_, channel) => scaleOf(weights.scales, channel)),
    },
  };
}

/** A convolution of one pixel. */
function lowerGemm(node: OnnxNode, lowering: Lowering): void {
  const { dims, data } = lowering.constant(node, 1);
  if (numberOf(node, "alpha", 1) !== 1 || numberOf(node, "beta", 1) !== 1 || numberOf(node, "transA", 0) !== 0)
    throw unsupported("Gemm with alpha, beta or transA");
  const isTransposed = numberOf(node, "transB", 0) === 1;
  const [channels, inputChannels] = isTransposed ? dims : [dims[1], dims[0]];
  const input = lowering.floats(node.inputs[0]);
  if (!input.isFlat || input.channels !== inputChannels)
    throw unsupported(`Gemm of ${input.channels} instead of ${inputChannels} numbers`);
  const given = numbersOf({ dims, data });
  const weights = isTransposed
    ? given
    : Float32Array.from(given, (_, i) => given[(i % inputChannels) * channels + Math.floor(i / inputChannels)]);
  const bias = node.inputs[2] ? numbersOf(lowering.constant(node, 2)) : new Float32Array(channels);
  if (bias.length !== channels) throw unsupported("Gemm with one bias for all");
  const kernel = [1, 1] as const;
  const convolution = { kernel, steps: kernel, border: NO_BORDER, channels, weights, bias, isFlat: true };
  lowering.add(convolve(lowering.memory, { operator: "Gemm", name: node.outputs[0], input, ...convolution }));
}

function lowerAdd({ inputs, outputs }: OnnxNode, lowering: Lowering): void {
  const [one, other] = inputs.map((name) => lowering.wholes(name));
  const rounding = one && other && lowering.rounding(outputs[0]);
  if (rounding) {
    lowering.add(addWholes(rounding.name, one, other, rounding.range));
    return;
  }
  const [a, b] = inputs.map((name) => lowering.floats(name));
  if (a.channels !== b.channels || a.isFlat !== b.isFlat)
    throw unsupported(`Add of ${a.channels} and ${b.channels} channels`);
  const [early, late] = lowering.isEarlier(a, b) ? [a, inputs[1]] : [b, inputs[0]];
  lowering.extend("Add", late, { output: outputs[0], added: early });
}

function lowerResize(node: OnnxNode, lowering: Lowering): void {
  const [name, , scales] = node.inputs;
  const { attributes } = node;
  const isCopying =
    (attributes.get("mode") ?? "nearest") === "nearest" &&
    attributes.get("coordinate_transformation_mode") === "asymmetric" &&
    attributes.get("nearest_mode") === "floor";
  const [n, channels, rows, columns] = scales ? Array.from(numbersOf(lowering.constant(node, 2))) : [];
  if (
    !isCopying ||
    n !== 1 ||
    channels !== 1 ||
    ![rows, columns].every((factor) => Number.isInteger(factor) && factor > 0)
  )
    throw unsupported("Resize but by whole factors to the nearest, asymmetric, floor");
  lowering.add(enlarge("Resize", node.outputs[0], lowering.floats(name), [rows, columns]));
}

function lowerPool(kind: "largest" | "mean", node: OnnxNode, lowering: Lowering): void {
  const { operator, inputs, outputs } = node;
  if (numberOf(node, "ceil_mode", 0) !== 0 || outputs.length > 1)
    throw unsupported(`${operator} with ceil_mode or indices`);
  const input = lowering.floats(inputs[0]);
  const window = pairOf(node, "kernel_shape");
  const [steps, border] = [pairOf(node, "strides"), borderOf(node)];
  const countsBorder = numberOf(node, "count_include_pad", 0) === 1;
  lowering.add(pool({ operator, name: outputs[0], input, kind, window, steps, border, countsBorder }));
}

function lowerGlobalAverage({ operator, inputs, outputs }: OnnxNode, lowering: Lowering): void {
  lowering.add(pool({ operator, name: outputs[0], input: lowering.floats(inputs[0]), kind: "mean" }));
}

/** Only of one pixel, which `open-network.ts` checks. */
function lowerFlatten(node: OnnxNode, { alias, floats }: Lowering): void {
  if (numberOf(node, "axis", 1) !== 1) throw unsupported("Flatten with an axis");
  alias(node.outputs[0], { ...floats(node.inputs[0]), isFlat: true });
}

function numberOf({ attributes }: OnnxNode, name: string, otherwise: number): number {
  return Number(attributes.get(name) ?? otherwise);
}

/** A size or step by rows and columns. */
function pairOf({ operator, attributes }: OnnxNode, name: string): readonly [rows: number, columns: number] {
  const value = attributes.get(name) ?? [1, 1];
  if (!Array.isArray(value) || value.length !== 2) throw unsupported(`${operator} of other than two dimensions`);
  return [value[0], value[1]];
}

function borderOf(node: OnnxNode): Border {
  const { operator, attributes } = node;
  if (pairOf(node, "dilations").some((distance) => distance !== 1)) throw unsupported(`${operator} with dilations`);
  if ((attributes.get("auto_pad") ?? "NOTSET") !== "NOTSET") throw unsupported(`${operator} with auto_pad`);
  const [top, left, bottom, right] = (attributes.get("pads") ?? [0, 0, 0, 0]) as readonly number[];
  return { top, left, bottom, right };
}

function numbersOf({ data }: OnnxConstant): ArrayLike<number> {
  return data instanceof BigInt64Array ? Array.from(data, Number) : data;
}
