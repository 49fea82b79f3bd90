import type { FoldedLayer } from "./folded-layers.ts";

/**
 * Reads the weights of an `.onnx` file that our float exporter wrote, layer by layer, in the order in which they are used.
 *
 * @throws Error where the file is no such network
 */
export function readLayers(model: Uint8Array): FoldedLayer[] {
  const graph = fieldsOf(model).find(({ field }) => field === GRAPH)?.bytes;
  if (!graph) throw new Error("The model file holds no network.");
  const tensors = new Map<string, Float32Array>();
  const layers: [string, string][] = [];
  for (const { field, bytes } of fieldsOf(graph)) {
    if (!bytes) continue;
    if (field === INITIALIZER) {
      const parts = fieldsOf(bytes);
      const raw = parts.find((part) => part.field === 9)?.bytes;
      const isFloat = parts.find((part) => part.field === 2)?.value === 1;
      if (isFloat && raw) tensors.set(textOf(parts, 8), new Float32Array(Uint8Array.from(raw).buffer));
    }
    if (field === NODE) {
      const parts = fieldsOf(bytes);
      if (!["Conv", "Gemm"].includes(textOf(parts, 4))) continue;
      const [, weight, bias] = parts.filter((part) => part.field === 1).map((part) => decode(part.bytes));
      layers.push([weight, bias]);
    }
  }
  return layers.map(([weight, bias]) => {
    const [w, b] = [tensors.get(weight), tensors.get(bias)];
    if (!w || !b) throw new Error("The model file is quantized or of another kind: its weights can't be trained on.");
    return { weight: w, bias: b };
  });
}

// Field numbers of onnx.proto3: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
const GRAPH = 7;
const NODE = 1;
const INITIALIZER = 5;

const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const textOf = (parts: readonly Field[], field: number) => decode(parts.find((part) => part.field === field)?.bytes);

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
