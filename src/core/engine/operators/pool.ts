import type { Operation } from "../operation.ts";
import type { Border, TensorKind } from "../tensor.ts";
import { unsupported } from "../unsupported.ts";

export interface Pooling {
  readonly operator: string;
  readonly name: string;
  readonly input: TensorKind;
  readonly kind: "largest" | "mean";
  /** All of the picture, where it is absent. */
  readonly window?: readonly [rows: number, columns: number];
  readonly steps?: readonly [rows: number, columns: number];
  readonly border?: Border;
  /** Whether what lies beyond the sides counts as zeros in a mean. */
  readonly countsBorder?: boolean;
}

export function pool({
  operator,
  name,
  input,
  kind,
  window,
  steps = [1, 1],
  border,
  countsBorder,
}: Pooling): Operation {
  const vectors = Math.ceil(input.channels / 4);
  if (input.stored < vectors * 4) throw unsupported(`${operator} of the network's input`);
  const { top = 0, left = 0, bottom = 0, right = 0 } = border ?? {};
  return {
    operator,
    inputs: [input],
    output: { ...input, name, stored: vectors * 4 },
    measure([{ rows, columns }]) {
      const [height, width] = window ?? [rows, columns];
      const size = {
        rows: Math.floor((rows + top + bottom - height) / steps[0]) + 1,
        columns: Math.floor((columns + left + right - width) / steps[1]) + 1,
      };
      if (size.rows < 1 || size.columns < 1) throw unsupported(`${operator} of ${rows}×${columns} pixels is empty`);
      return size;
    },
    bind(kernels, [from], to) {
      const windows = [...(window ?? [from.rows, from.columns]), ...steps, top, left, countsBorder ? 1 : 0];
      const given = [from.at, from.pixel, from.row, from.rows, from.columns, ...windows];
      const compute = kind === "largest" ? kernels.poolLargest : kernels.poolMean;
      return () => compute(...given, to.at, to.pixel, to.row, to.rows, to.columns, vectors);
    },
  };
}
