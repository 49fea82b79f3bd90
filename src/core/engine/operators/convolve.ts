import type { WeightMemory } from "../create-weight-memory.ts";
import type { Extension, Operation } from "../operation.ts";
import type { Border, TensorKind, WholeRange } from "../tensor.ts";
import { unsupported } from "../unsupported.ts";

/** Channels that the kernels compute together. */
const BLOCK = 8;

export interface Convolution {
  readonly operator: string;
  readonly name: string;
  readonly input: TensorKind;
  readonly kernel: readonly [rows: number, columns: number];
  readonly steps: readonly [rows: number, columns: number];
  readonly border: Border;
  /** Channels of the output. */
  readonly channels: number;
  /** `[channels, input channels, kernel rows, kernel columns]`; of whole numbers where the input is. */
  readonly weights: ArrayLike<number>;
  /** `[channels]`; of a whole input, in units of the input's scale times the weight's. */
  readonly bias: ArrayLike<number>;
  readonly isFlat?: boolean;
  /** For whole numbers: those of the output, and the scale of each channel's weights. */
  readonly whole?: { readonly range: WholeRange; readonly weightScales: ArrayLike<number> };
}

/** A convolution, direct: for a row of its kernel, what it reads for one pixel is one stretch of memory. */
export function convolve(memory: WeightMemory, convolution: Convolution): Operation {
  const { operator, name, input, kernel, steps, border, channels, whole, isFlat = false } = convolution;
  const [kernelRows, kernelColumns] = kernel;
  const stored = Math.ceil(channels / BLOCK) * BLOCK;
  const blocks = stored / BLOCK;
  const weights = memory.keep(pack(convolution, blocks));
  const bias = memory.keep(
    whole ? toLength(Int32Array, convolution.bias, stored) : toLength(Float32Array, convolution.bias, stored),
  );
  const scales = whole ? memory.keep(toLength(Float32Array, toOutputScales(input.whole!, whole), stored)) : 0;
  const output: TensorKind = { name, channels, stored, isFlat, ...(whole && { whole: whole.range }) };
  const [low, high] = whole ? [whole.range.low, whole.range.high] : [Number.NEGATIVE_INFINITY, 0];
  return build({ output });

  function build({ output, added, lowest = low }: Extension): Operation {
    return {
      operator,
      inputs: added === undefined ? [input] : [input, added],
      output,
      border,
      measure([{ rows, columns }, other]) {
        const size = {
          rows: Math.floor((rows + border.top + border.bottom - kernelRows) / steps[0]) + 1,
          columns: Math.floor((columns + border.left + border.right - kernelColumns) / steps[1]) + 1,
        };
        if (size.rows < 1 || size.columns < 1) throw unsupported(`${operator} of ${rows}×${columns} pixels is empty`);
        if (other !== undefined && (other.rows !== size.rows || other.columns !== size.columns))
          throw unsupported("Add of tensors of different sizes");
        return size;
      },
      bind(kernels, [from, more], to) {
        const start = from.at - border.top * from.row - border.left * from.pixel;
        const reading = [start, steps[1] * from.pixel, from.row, steps[0] * from.row];
        const given = [...reading, kernelRows, kernelColumns * from.pixel, weights, bias, scales, lowest, high];
        given.push(to.at, to.pixel, to.row);
        if (whole) return () => kernels.convolveWholes(...given, to.rows, to.columns, blocks);
        const addition = more === undefined ? [0, 0, 0] : [more.at, more.pixel, more.row];
        return () => kernels.convolveFloats(...given, ...addition, to.rows, to.columns, blocks);
      },
      ...(whole === undefined && {
        extend: (extension: Extension) => extendOnce({ added, lowest }, extension, low, stored, build),
      }),
    };
  }
}

/** First what is added, then the limit; neither twice. */
export function extendOnce(
  { added, lowest }: { readonly added: TensorKind | undefined; readonly lowest: number },
  extension: Extension,
  unlimited: number,
  stored: number,
  build: (extension: Extension) => Operation,
): Operation | undefined {
  if (lowest !== unlimited) return undefined;
  if (extension.added !== undefined && (added !== undefined || extension.added.stored < stored)) return undefined;
  const both = extension.added ?? added;
  return build({
    output: extension.output,
    lowest: extension.lowest ?? unlimited,
    ...(both && { added: both }),
  });
}

/** In float32, as ONNX Runtime has them: they decide how sums are rounded. */
function toOutputScales(input: WholeRange, whole: NonNullable<Convolution["whole"]>): Float32Array {
  return Float32Array.from(whole.weightScales, (scale) => Math.fround(input.scale * scale) / whole.range.scale);
}

function toLength<T extends Float32Array | Int32Array>(
  Kind: new (length: number) => T,
  numbers: ArrayLike<number>,
  length: number,
): T {
  const longer = new Kind(length);
  longer.set(numbers);
  return longer;
}

/**
 * As the kernels read them: `[block][kernel row][kernel column][input channel][8]` for floats, and for whole numbers two input
 * channels at a time, `[block][kernel row][kernel column][pair][8][2]`.
 */
function pack({ input, kernel, channels, weights, whole }: Convolution, blocks: number): Float32Array | Int16Array {
  const [rows, columns] = kernel;
  const { stored } = input;
  const pixels = rows * columns;
  const packed = new (whole ? Int16Array : Float32Array)(blocks * pixels * stored * BLOCK);
  const together = whole ? 2 : 1;
  for (let channel = 0; channel < channels; channel++) {
    const block = Math.floor(channel / BLOCK);
    for (let from = 0; from < input.channels; from++) {
      const group = Math.floor(from / together);
      for (let pixel = 0; pixel < pixels; pixel++) {
        const step = ((block * pixels + pixel) * stored) / together + group;
        const at = (step * BLOCK + (channel % BLOCK)) * together + (from % together);
        packed[at] = weights[(channel * input.channels + from) * pixels + pixel];
      }
    }
  }
  return packed;
}
