import { PredictorError } from "../../errors.ts";
import type { OnnxAttribute, OnnxConstant, OnnxGraph, OnnxNode, OnnxValue } from "./onnx-graph.ts";

/**
 * Reads an ONNX file: the part of onnx.proto3 that exporters use for plain networks.
 * Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 *
 * @throws PredictorError `model_unusable` where it is no ONNX file, or holds numbers of a type that the engine lacks
 */
export function readGraph(model: Uint8Array): OnnxGraph {
  let graph: Field | undefined;
  try {
    graph = fieldsOf(model).find(({ field }) => field === 7);
    if (graph?.bytes !== undefined) return toGraph(fieldsOf(graph.bytes));
  } catch (cause) {
    if (cause instanceof PredictorError) throw cause;
    throw new PredictorError("model_unusable", "The model file is damaged. Install it anew.", { cause });
  }
  throw new PredictorError("model_unusable", "The model file holds no ONNX graph. Install it anew.");
}

function toGraph(graph: readonly Field[]): OnnxGraph {
  const constants = new Map(messagesOf(graph, 5).map((tensor) => [textOf(tensor, 8), toConstant(tensor)]));
  return {
    nodes: messagesOf(graph, 1).map(toNode),
    constants,
    inputs: messagesOf(graph, 11).map(toValue),
    outputs: messagesOf(graph, 12).map(toValue),
  };
}

function toNode(node: readonly Field[]): OnnxNode {
  const domain = textOf(node, 7);
  return {
    operator: domain === "" || domain === "ai.onnx" ? textOf(node, 4) : `${domain}.${textOf(node, 4)}`,
    inputs: textsOf(node, 1),
    outputs: textsOf(node, 2),
    attributes: new Map(messagesOf(node, 5).map((attribute) => [textOf(attribute, 1), toAttribute(attribute)])),
  };
}

/** Floats, whole numbers, texts and lists of whole numbers; of another kind it is a text that no operator expects. */
function toAttribute(attribute: readonly Field[]): OnnxAttribute {
  switch (numberOf(attribute, 20)) {
    case 1:
      return floatOf(attribute, 2);
    case 2:
      return numberOf(attribute, 3);
    case 3:
      return textOf(attribute, 4);
    case 7:
      return numbersOf(attribute, 8);
    default:
      return "of a kind that is not read";
  }
}

function toConstant(tensor: readonly Field[]): OnnxConstant {
  const dims = numbersOf(tensor, 1);
  const raw = tensor.find(({ field }) => field === 9)?.bytes;
  const size = dims.reduce((product, dim) => product * dim, 1);
  const name = textOf(tensor, 8);
  if (raw === undefined && size > 0)
    throw new PredictorError("model_unusable", `The model's constant "${name}" has no raw data: export it anew.`);
  const { buffer } = Uint8Array.from(raw ?? []); // aligned
  const data = toArray(buffer, numberOf(tensor, 2), name);
  if (data.length !== size) throw new RangeError(`"${name}" has ${data.length} numbers, not ${size}`);
  return { dims, data };
}

function toArray(buffer: ArrayBuffer, type: number, name: string): OnnxConstant["data"] {
  switch (type) {
    case 1:
      return new Float32Array(buffer);
    case 2:
      return new Uint8Array(buffer);
    case 3:
      return new Int8Array(buffer);
    case 5:
      return new Int16Array(buffer);
    case 6:
      return new Int32Array(buffer);
    case 7:
      return new BigInt64Array(buffer);
    default:
      throw new PredictorError(
        "model_unusable",
        `The engine reads no numbers of ONNX's type ${type}, as in "${name}".`,
      );
  }
}

function toValue(value: readonly Field[]): OnnxValue {
  const [type = []] = messagesOf(value, 2);
  const [tensor = []] = messagesOf(type, 1);
  const [shape = []] = messagesOf(tensor, 2);
  const dims = messagesOf(shape, 1).map((dim) =>
    dim.some(({ field }) => field === 1) ? numberOf(dim, 1) : textOf(dim, 2),
  );
  return { name: textOf(value, 1), dims };
}

interface Field {
  readonly field: number;
  readonly value?: number;
  readonly bytes?: Uint8Array;
}

const messagesOf = (fields: readonly Field[], wanted: number) =>
  fields.filter(({ field, bytes }) => field === wanted && bytes !== undefined).map(({ bytes }) => fieldsOf(bytes!));
const textsOf = (fields: readonly Field[], wanted: number) =>
  fields.filter(({ field }) => field === wanted).map(({ bytes }) => new TextDecoder().decode(bytes));
const textOf = (fields: readonly Field[], wanted: number) => textsOf(fields, wanted)[0] ?? "";
const numberOf = (fields: readonly Field[], wanted: number) => fields.find(({ field }) => field === wanted)?.value ?? 0;

function floatOf(fields: readonly Field[], wanted: number): number {
  const bytes = fields.find(({ field }) => field === wanted)?.bytes;
  return bytes === undefined ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true);
}

/** Lists of whole numbers may be packed into one field. */
function numbersOf(fields: readonly Field[], wanted: number): number[] {
  return fields
    .filter(({ field }) => field === wanted)
    .flatMap(({ value, bytes }) => {
      if (bytes === undefined) return [value!];
      const numbers: number[] = [];
      for (let at = 0; at < bytes.length; ) {
        const { value, next } = readVarint(bytes, at);
        numbers.push(value);
        at = next;
      }
      return numbers;
    });
}

/** Protocol Buffers wire format: https://protobuf.dev/programming-guides/encoding/ */
function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const take = (length: number) => {
    if (at + length > message.length) throw new RangeError("A field ends behind the file.");
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = readVarint(message, at);
    at = key.next;
    const field = Math.floor(key.value / 8);
    const wire = key.value % 8;
    if (wire === 0) {
      const { value, next } = readVarint(message, at);
      fields.push({ field, value });
      at = next;
    } else if (wire === 2) {
      const length = readVarint(message, at);
      at = length.next;
      fields.push({ field, bytes: take(length.value) });
    } else if (wire === 1 || wire === 5) fields.push({ field, bytes: take(wire === 5 ? 4 : 8) });
    else throw new RangeError(`A field is of the unknown kind ${wire}.`);
  }
  return fields;
}

function readVarint(bytes: Uint8Array, start: number): { value: number; next: number } {
  let bits = 0n;
  for (let at = start, shift = 0n; at < bytes.length && shift < 70n; at++, shift += 7n) {
    bits |= BigInt(bytes[at] & 127) << shift;
    if (bytes[at] < 128) return { value: Number(BigInt.asIntN(64, bits)), next: at + 1 };
  }
  throw new RangeError("A number ends behind the file.");
}
