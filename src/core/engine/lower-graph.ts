import type { WeightMemory } from "./create-weight-memory.ts";
import { type Lowering, OPERATORS, type WholeConstant } from "./lower-node.ts";
import type { OnnxConstant, OnnxGraph, OnnxNode } from "./onnx-graph.ts";
import type { Operation } from "./operation.ts";
import { enlarge } from "./operators/enlarge.ts";
import { dequantize, quantize } from "./operators/quantize.ts";
import type { TensorKind, WholeRange } from "./tensor.ts";
import { unsupported } from "./unsupported.ts";

/** ONNX's number for the type. */
const FLOAT32 = 1;

export interface LoweredGraph {
  readonly operations: readonly Operation[];
  readonly input: TensorKind;
  readonly output: TensorKind;
  /** What the graph calls it. */
  readonly outputName: string;
}

/**
 * Turns a graph into steps that the kernels compute: constants are put into memory as the kernels read them, what only changes what a
 * step writes becomes part of it, and operations between tensors of 8-bit integers (QDQ) become operations on whole numbers.
 *
 * @throws PredictorError `model_unusable`, with the operator's name, where it can't
 */
export function lowerGraph(graph: OnnxGraph, memory: WeightMemory): LoweredGraph {
  const constants = new Map(graph.constants);
  const wholeConstants = new Map<string, WholeConstant>();
  const tensors = new Map<string, TensorKind>();
  const wholeTensors = new Map<string, TensorKind>();
  const operations: Operation[] = [];
  const readers = countReaders(graph);
  const rounded = new Set<OnnxNode>();

  const [first, ...more] = graph.inputs.filter(({ name }) => !constants.has(name));
  const [last, ...others] = graph.outputs;
  if (first === undefined || last === undefined || more.length + others.length > 0)
    throw unsupported("more than one input or output");
  const [, channels] = first.dims;
  if (first.dims.length !== 4 || typeof channels !== "number")
    throw unsupported(`an input that is not [n, channels, rows, columns], as "${first.name}"`);
  const input: TensorKind = { name: first.name, channels, stored: channels, isFlat: false };
  tensors.set(input.name, input);

  const rangeOf = (node: OnnxNode): WholeRange => {
    const [scale, zero] = [constants.get(node.inputs[1]), constants.get(node.inputs[2])];
    if (scale?.data.length !== 1 || (zero !== undefined && zero.data.length !== 1))
      throw unsupported(`${node.operator} with more than one scale`);
    const lowest = zero?.data instanceof Int8Array ? -128 : 0;
    const shift = lowest - Number(zero?.data[0] ?? 0);
    return { scale: Number(scale.data[0]), low: shift, high: shift + 255 };
  };
  const lowering: Lowering = {
    memory,
    floats(name) {
      const known = tensors.get(name);
      if (known !== undefined) return known;
      const whole = wholeTensors.get(name);
      if (whole === undefined) throw unsupported(`a constant as an input, "${name}"`);
      const operation = dequantize(name, whole);
      operations.push(operation);
      tensors.set(name, operation.output);
      return operation.output;
    },
    wholes: (name) => wholeTensors.get(name),
    constant(node, index) {
      const constant = constants.get(node.inputs[index]);
      if (constant === undefined) throw unsupported(`${node.operator} with weights that are computed`);
      return constant;
    },
    wholeConstant: (name) => wholeConstants.get(name),
    rounding(name) {
      const nodes = readers.get(name) ?? [];
      if (nodes.length !== 1 || nodes[0]?.operator !== "QuantizeLinear") return undefined;
      rounded.add(nodes[0]);
      return { name: nodes[0].outputs[0], range: rangeOf(nodes[0]) };
    },
    add(operation) {
      operations.push(operation);
      tensors.set(operation.output.name, operation.output);
    },
    isEarlier: (one, other) => madeBy(one) < madeBy(other),
    extend(operator, name, { output, ...extension }) {
      const tensor = lowering.floats(name);
      const at = tensor.name === name ? madeBy(tensor) : -1;
      const isLate = extension.added === undefined || madeBy(extension.added) < at;
      if (at >= 0 && isLate && (readers.get(name) ?? []).length === 1) {
        const extended = operations[at].extend?.({ ...extension, output: { ...tensor, name: output } });
        if (extended !== undefined) {
          operations[at] = extended;
          tensors.set(output, extended.output);
          return;
        }
      }
      const copy = enlarge(operator, output, tensor, [1, 1]);
      const extended = copy.extend!({ ...extension, output: copy.output });
      if (extended === undefined) throw unsupported(`${operator} of these tensors`);
      lowering.add(extended);
    },
    alias(name, tensor) {
      tensors.set(name, tensor);
    },
  };
  const madeBy = ({ name }: TensorKind) => operations.findLastIndex(({ output }) => output.name === name);

  for (const node of graph.nodes) {
    const [from] = node.inputs;
    const [to] = node.outputs;
    const constant = constants.get(from);
    if (rounded.has(node)) continue;
    if (node.operator === "QuantizeLinear") lowering.add(quantize(to, lowering.floats(from), rangeOf(node)));
    else if (node.operator === "Identity" && constant !== undefined) constants.set(to, constant);
    else if (node.operator === "DequantizeLinear" && constant !== undefined) {
      const scales = Float32Array.from(lowering.constant(node, 1).data, Number);
      const zeros = constants.get(node.inputs[2])?.data ?? new Int8Array(1);
      constants.set(to, dequantizeConstant(constant, scales, zeros, Number(node.attributes.get("axis") ?? 1)));
      if (zeros.every((zero: number | bigint) => Number(zero) === 0)) wholeConstants.set(to, { constant, scales });
    } else if (node.operator === "Cast" && constant !== undefined && node.attributes.get("to") === FLOAT32) {
      constants.set(to, { dims: constant.dims, data: Float32Array.from(constant.data, Number) });
    } else if (node.operator === "Mul" && constant !== undefined) {
      constants.set(to, scaleConstant(constant, lowering.constant(node, 1)));
    } else if (node.operator === "DequantizeLinear") {
      const tensor = tensors.get(from);
      const { scale, low } = rangeOf(node);
      if (tensor?.whole?.scale !== scale || tensor.whole.low !== low)
        throw unsupported("DequantizeLinear of other numbers than QuantizeLinear made");
      wholeTensors.set(to, tensor);
    } else {
      const lower = OPERATORS[node.operator];
      if (lower === undefined) throw unsupported(node.operator);
      lower(node, lowering);
    }
  }
  return { operations, input, output: lowering.floats(last.name), outputName: last.name };
}

/** Which nodes read each tensor; undefined stands for who reads the network's output. */
function countReaders({ nodes, outputs }: OnnxGraph): Map<string, (OnnxNode | undefined)[]> {
  const readers = new Map<string, (OnnxNode | undefined)[]>(outputs.map(({ name }) => [name, [undefined]]));
  for (const node of nodes) for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  return readers;
}

/** Weights times a scale for each of what they are first divided into. */
function scaleConstant({ dims, data }: OnnxConstant, scales: OnnxConstant): OnnxConstant {
  const [count, ...others] = scales.dims;
  if (count !== dims[0] || others.length !== dims.length - 1 || others.some((dim) => dim !== 1))
    throw unsupported("Mul of constants but by one scale for each output channel");
  const perScale = data.length / count;
  return {
    dims,
    data: Float32Array.from(data as Float32Array, (value, i) => value * Number(scales.data[Math.floor(i / perScale)])),
  };
}

/** @param axis that scales and zeros go along, where there is more than one */
function dequantizeConstant(
  { dims, data }: OnnxConstant,
  scales: Float32Array,
  zeros: OnnxConstant["data"],
  axis: number,
): OnnxConstant {
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const floats = new Float32Array(data.length);
  for (let i = 0; i < floats.length; i++) {
    const at = scales.length === 1 ? 0 : Math.floor(i / inner) % scales.length;
    floats[i] = (Number(data[i]) - Number(zeros[zeros.length === 1 ? 0 : at])) * scales[at];
  }
  return { dims, data: floats };
}
