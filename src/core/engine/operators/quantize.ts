import type { Operation } from "../operation.ts";
import type { TensorKind, WholeRange } from "../tensor.ts";

/** Floats → whole numbers, rounded to even where two are as near. */
export function quantize(name: string, input: TensorKind, whole: WholeRange): Operation {
  const stored = input.channels + (input.channels % 2); // kernels read two at a time
  return {
    operator: "QuantizeLinear",
    inputs: [input],
    output: { ...input, name, stored: Math.max(stored, input.stored + (input.stored % 2)), whole },
    measure: ([size]) => size,
    bind(kernels, [from], to) {
      const given = [from.at, from.pixel, from.row, whole.scale, whole.low, whole.high, to.at, to.pixel, to.row];
      return () => kernels.quantize(...given, to.rows, to.columns, from.stored);
    },
  };
}

/** Whole numbers → floats. */
export function dequantize(name: string, input: TensorKind): Operation {
  const { whole, ...kind } = input;
  return {
    operator: "DequantizeLinear",
    inputs: [input],
    output: { ...kind, name },
    measure: ([size]) => size,
    bind(kernels, [from], to) {
      const given = [from.at, from.pixel, from.row, whole!.scale, to.at, to.pixel, to.row];
      return () => kernels.dequantize(...given, to.rows, to.columns, input.stored);
    },
  };
}
