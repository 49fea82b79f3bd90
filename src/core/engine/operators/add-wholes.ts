import type { Operation } from "../operation.ts";
import type { TensorKind, WholeRange } from "../tensor.ts";
import { unsupported } from "../unsupported.ts";

/** The sum of two tensors of whole numbers, rounded to the scale of a third one. */
export function addWholes(name: string, one: TensorKind, other: TensorKind, whole: WholeRange): Operation {
  const vectors = Math.ceil(one.channels / 4);
  if (one.channels !== other.channels || Math.min(one.stored, other.stored) < vectors * 4)
    throw unsupported(`Add of ${one.channels} and ${other.channels} channels`);
  const shareOf = ({ whole: own }: TensorKind) => Math.fround(own!.scale / whole.scale);
  return {
    operator: "Add",
    inputs: [one, other],
    output: { ...one, name, stored: vectors * 4, whole },
    measure([size, otherSize]) {
      if (size.rows !== otherSize.rows || size.columns !== otherSize.columns)
        throw unsupported("Add of tensors of different sizes");
      return size;
    },
    bind(kernels, [a, b], to) {
      const given = [a.at, a.pixel, a.row, shareOf(one), b.at, b.pixel, b.row, shareOf(other), whole.low, whole.high];
      return () => kernels.addWholes(...given, to.at, to.pixel, to.row, to.rows, to.columns, vectors);
    },
  };
}
