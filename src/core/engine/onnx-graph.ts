/** What the engine takes of an ONNX file. */
export interface OnnxGraph {
  /** In an order in which they can be computed. */
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxConstant>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  /** `Conv`, `Relu` … */
  readonly operator: string;
  /** Empty where an optional one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export type OnnxAttribute = number | string | readonly number[];

export interface OnnxConstant {
  readonly dims: readonly number[];
  readonly data: Float32Array | Int8Array | Uint8Array | Int16Array | Int32Array | BigInt64Array;
}

export interface OnnxValue {
  readonly name: string;
  /** A name, or nothing, stands for any size. */
  readonly dims: readonly (number | string)[];
}
