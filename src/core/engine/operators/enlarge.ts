import type { Extension, Operation } from "../operation.ts";
import type { TensorKind } from "../tensor.ts";
import { unsupported } from "../unsupported.ts";
import { extendOnce } from "./convolve.ts";

/** Each pixel becomes `factors` equal ones. With factors of 1 it copies, which an addition or a limit turns into `Add` and `Relu`. */
export function enlarge(
  operator: string,
  name: string,
  input: TensorKind,
  factors: readonly [rows: number, columns: number],
): Operation {
  const vectors = Math.ceil(input.channels / 4);
  if (input.stored < vectors * 4) throw unsupported(`${operator} of the network's input`);
  const unlimited = Number.NEGATIVE_INFINITY;
  const stored = vectors * 4;
  return build({ output: { ...input, name, stored } });

  function build({ output, added, lowest = unlimited }: Extension): Operation {
    return {
      operator,
      inputs: added === undefined ? [input] : [input, added],
      output,
      measure([{ rows, columns }, other]) {
        const size = { rows: rows * factors[0], columns: columns * factors[1] };
        if (other !== undefined && (other.rows !== size.rows || other.columns !== size.columns))
          throw unsupported("Add of tensors of different sizes");
        return size;
      },
      bind(kernels, [from, more], to) {
        const given = [from.at, from.pixel, from.row, ...factors, lowest, to.at, to.pixel, to.row];
        const addition = more === undefined ? [0, 0, 0] : [more.at, more.pixel, more.row];
        return () => kernels.enlarge(...given, ...addition, to.rows, to.columns, vectors);
      },
      extend: (extension) => extendOnce({ added, lowest }, extension, unlimited, stored, build),
    };
  }
}
