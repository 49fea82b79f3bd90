/**
 * Writes ONNX files: the small part of onnx.proto3 that our graphs use, encoded by hand.
 * Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */

export type Dimension = number | string;
export type ElementType = "float32" | "int64" | "bool" | "uint8" | "int8" | "int16" | "int32";
export type NodeAttribute = number | string | readonly number[] | { float: number } | { tensor: Constant };

export interface Constant {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array | Uint8Array | Int8Array | Int16Array | Int32Array;
}

export interface GraphNode {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, NodeAttribute>>;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly Dimension[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** Operator set that every graph of ours is written for. */
export const OPSET = 18;
const IR_VERSION = 9;
const ELEMENT_TYPE: Record<ElementType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** Encodes a graph as the bytes of an `.onnx` file. */
export function encodeModel(graph: OnnxGraph, producer = "number-predictor"): Uint8Array {
  const domains = new Set(graph.nodes.map((node) => node.domain ?? ""));
  domains.add("");
  return concat([
    int(1, IR_VERSION),
    text(2, producer),
    message(7, encodeGraph(graph)),
    ...[...domains].map((domain) => message(8, [text(1, domain), int(2, domain === "" ? OPSET : 1)])),
  ]);
}

function encodeGraph(graph: OnnxGraph): Uint8Array[] {
  return [
    ...graph.nodes.map((node, index) => message(1, encodeNode(node, `${node.op}_${index}`))),
    text(2, graph.name),
    ...graph.constants.map((constant) => message(5, encodeTensor(constant))),
    ...graph.inputs.map((value) => message(11, encodeValueInfo(value))),
    ...graph.outputs.map((value) => message(12, encodeValueInfo(value))),
  ];
}

function encodeNode(node: GraphNode, name: string): Uint8Array[] {
  return [
    ...node.inputs.map((input) => text(1, input)),
    ...node.outputs.map((output) => text(2, output)),
    text(3, name),
    text(4, node.op),
    ...Object.entries(node.attributes ?? {}).map(([key, value]) => message(5, encodeAttribute(key, value))),
    ...(node.domain ? [text(7, node.domain)] : []),
  ];
}

function encodeAttribute(name: string, value: NodeAttribute): Uint8Array[] {
  const head = text(1, name);
  if (typeof value === "number") return [head, int(3, value), int(20, 2)];
  if (typeof value === "string") return [head, text(4, value), int(20, 3)];
  if ("float" in value) return [head, float(2, value.float), int(20, 1)];
  if ("tensor" in value) return [head, message(5, encodeTensor(value.tensor)), int(20, 4)];
  return [head, ...value.map((item) => int(8, item)), int(20, 7)];
}

function encodeTensor(constant: Constant): Uint8Array[] {
  const { buffer, byteOffset, byteLength } = constant.data;
  return [
    ...constant.dims.map((dim) => int(1, dim)),
    int(2, ELEMENT_TYPE[constant.type]),
    text(8, constant.name),
    bytes(9, new Uint8Array(buffer, byteOffset, byteLength)),
  ];
}

function encodeValueInfo(value: ValueInfo): Uint8Array[] {
  const dims = value.dims.map((dim) => message(1, [typeof dim === "number" ? int(1, dim) : text(2, dim)]));
  const tensorType = message(1, [int(1, ELEMENT_TYPE[value.type]), message(2, dims)]);
  return [text(1, value.name), message(2, [tensorType])];
}

// Protocol Buffers wire format: https://protobuf.dev/programming-guides/encoding/
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

function int(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + VARINT), ...varint(value)]);
}

function float(field: number, value: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setFloat32(0, value, true);
  return concat([Uint8Array.from(varint(field * 8 + FIXED32)), data]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function message(field: number, parts: Uint8Array[]): Uint8Array {
  return bytes(field, concat(parts));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return concat([Uint8Array.from([...varint(field * 8 + LENGTH_DELIMITED), ...varint(value.length)]), value]);
}

function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return out;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
