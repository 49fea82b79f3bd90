import {
  type Constant,
  type ElementType,
  encodeModel,
  type GraphNode,
  type NodeAttribute,
  type ValueInfo,
} from "./onnx-file.ts";

/** A float32 tensor inside a graph; its shape is known when the graph is built. */
export interface Value {
  readonly name: string;
  readonly dims: readonly number[];
}

/** Given the gradient by an operation's output, adds nodes for the gradients by its inputs; undefined where there is none. */
export type Backward = (gradient: Value) => readonly (Value | undefined)[];

/** How many channels ONNX Runtime's fastest convolution takes at a time on this machine; 1 where it has none. */
export type ChannelBlock = 1 | 8 | 16;

interface Step {
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly backward: Backward;
}

/**
 * Builds an ONNX graph node by node, and adds the nodes that compute gradients (reverse-mode differentiation).
 * Operations with a gradient are in operations.ts; `node` and the short-hands below have none.
 */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #steps: Step[] = [];
  readonly block: ChannelBlock;
  #count = 0;

  /** @param block what `findChannelBlock` says of this machine; 1 works everywhere */
  constructor(block: ChannelBlock = 1) {
    this.block = block;
  }

  /** @param given the dimensions that the file shall give, with a name for each that may be any number; else `dims` */
  input(name: string, dims: readonly number[], given: readonly (number | string)[] = dims): Value {
    this.#inputs.push({ name, type: "float32", dims: given });
    return { name, dims };
  }

  /** @param given as for `input` */
  output(name: string, value: Value, given: readonly (number | string)[] = value.dims): void {
    this.#nodes.push({ op: "Identity", inputs: [value.name], outputs: [name] });
    this.#outputs.push({ name, type: "float32", dims: given });
  }

  /** A few numbers are stored once, however often they are asked for in the same shape. */
  constant(data: ArrayLike<number>, dims: readonly number[]): Value {
    const numbers = Float32Array.from(data);
    return { name: this.#store("float32", numbers, dims), dims };
  }

  scalar(value: number): Value {
    return this.constant([value], []);
  }

  /** Whole numbers of quantized networks. */
  quantized(data: Uint8Array | Int8Array | Int16Array | Int32Array, dims: readonly number[]): Value {
    return { name: this.#store(elementTypeOf(data), data, dims), dims };
  }

  /** Axes, shapes and offsets, which ONNX wants as int64 tensors. */
  integers(data: readonly number[]): Value {
    const dims = [data.length];
    return { name: this.#store("int64", BigInt64Array.from(data, BigInt), dims), dims };
  }

  /** Adds one ONNX node with one output of the given shape. An undefined input is an omitted optional one. */
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    dims: readonly number[],
    attributes: Readonly<Record<string, NodeAttribute>> = {},
    domain = "",
  ): Value {
    return this.split(op, inputs, [dims], attributes, domain)[0];
  }

  /** Adds one ONNX node with several outputs. */
  split(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputDims: readonly (readonly number[])[],
    attributes: Readonly<Record<string, NodeAttribute>> = {},
    domain = "",
  ): Value[] {
    const outputs = outputDims.map((dims) => ({ name: `v${this.#count++}`, dims }));
    this.#nodes.push({
      op,
      inputs: inputs.map((input) => input?.name ?? ""),
      outputs: outputs.map((output) => output.name),
      attributes,
      domain,
    });
    return outputs;
  }

  add(a: Value, b: Value): Value {
    return this.node("Add", [a, b], broadcast(a.dims, b.dims));
  }

  subtract(a: Value, b: Value): Value {
    return this.node("Sub", [a, b], broadcast(a.dims, b.dims));
  }

  multiply(a: Value, b: Value): Value {
    return this.node("Mul", [a, b], broadcast(a.dims, b.dims));
  }

  divide(a: Value, b: Value): Value {
    return this.node("Div", [a, b], broadcast(a.dims, b.dims));
  }

  reshape(value: Value, dims: readonly number[]): Value {
    return this.node("Reshape", [value, this.integers(dims)], dims);
  }

  transpose(value: Value, order: readonly number[]): Value {
    return this.node(
      "Transpose",
      [value],
      order.map((axis) => value.dims[axis]),
      { perm: order },
    );
  }

  concat(values: readonly Value[], axis: number): Value {
    const dims = values[0].dims.map((size, i) =>
      i === axis ? values.reduce((sum, v) => sum + v.dims[axis], 0) : size,
    );
    return this.node("Concat", values, dims, { axis });
  }

  /** @param op ReduceSum, ReduceMean, ReduceSumSquare, …; the reduced axes keep size 1. */
  reduce(op: string, value: Value, axes: readonly number[]): Value {
    const dims = value.dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return this.node(op, [value, this.integers(axes)], dims, { keepdims: 1 });
  }

  /** Says how the gradient passes through what was just built. */
  differentiable(output: Value, inputs: readonly Value[], backward: Backward): Value {
    this.#steps.push({ inputs, output, backward });
    return output;
  }

  /** Gradients of the scalar `loss` by each of `values`, in the values' shapes. */
  gradients(loss: Value, values: readonly Value[]): Value[] {
    const gradients = new Map<string, Value>([[loss.name, this.scalar(1)]]);
    const needed = this.#dependentsOf(values);
    for (const step of this.#steps.toReversed()) {
      const gradient = gradients.get(step.output.name);
      if (!gradient || !needed.has(step.output.name)) continue;
      const parts = step.backward(gradient);
      step.inputs.forEach((input, i) => {
        const part = parts[i];
        if (!part || !needed.has(input.name)) return;
        const before = gradients.get(input.name);
        gradients.set(input.name, before ? this.add(before, part) : part);
      });
    }
    return values.map((value) => {
      const gradient = gradients.get(value.name);
      if (!gradient) throw new Error(`The loss does not depend on ${value.name}.`);
      return gradient;
    });
  }

  /** The graph as the bytes of an `.onnx` file, without the nodes that no output needs. */
  encode(name: string): Uint8Array {
    const nodes = this.#neededNodes();
    const used = new Set(nodes.flatMap((node) => node.inputs));
    const constants = [...this.#constants.values()].filter((constant) => used.has(constant.name));
    return encodeModel({ name, nodes, constants, inputs: this.#inputs, outputs: this.#outputs });
  }

  #store(type: ElementType, data: Constant["data"], dims: readonly number[]): string {
    const key = data.length > 64 ? `large:${this.#constants.size}` : `${type}:${dims}:${data}`;
    const known = this.#constants.get(key);
    if (known) return known.name;
    const name = `c${this.#constants.size}`;
    this.#constants.set(key, { name, type, dims, data });
    return name;
  }

  #dependentsOf(values: readonly Value[]): Set<string> {
    const names = new Set(values.map((value) => value.name));
    for (const step of this.#steps) {
      if (step.inputs.some((input) => names.has(input.name))) names.add(step.output.name);
    }
    return names;
  }

  #neededNodes(): GraphNode[] {
    const needed = new Set(this.#outputs.map((output) => output.name));
    const nodes: GraphNode[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      nodes.unshift(node);
      for (const input of node.inputs) needed.add(input);
    }
    return nodes;
  }
}

function elementTypeOf(data: Uint8Array | Int8Array | Int16Array | Int32Array): ElementType {
  if (data instanceof Uint8Array) return "uint8";
  if (data instanceof Int8Array) return "int8";
  return data instanceof Int16Array ? "int16" : "int32";
}

/** Shape of an element-wise result, by NumPy's rules. */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => Math.max(a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1));
}
