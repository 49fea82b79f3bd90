import type { Operation } from "./operation.ts";
import { type Border, bytesPerNumber, NO_BORDER, type PlacedTensor, type Size, type TensorKind } from "./tensor.ts";

export interface MemoryPlan {
  readonly places: ReadonlyMap<string, PlacedTensor>;
  /** First address behind all of them. */
  readonly end: number;
}

/**
 * Gives each tensor a place for as long as it is needed, beside those that are needed at the same time: the lowest one that is free.
 *
 * @param start first free address
 * @throws PredictorError `model_unusable` where sizes don't fit together
 */
export function planMemory(
  operations: readonly Operation[],
  input: TensorKind,
  inputSize: Size,
  output: TensorKind,
  start: number,
): MemoryPlan {
  const borders = new Map<string, Border>();
  const lastUses = new Map<string, number>();
  for (const [step, { inputs, border }] of operations.entries()) {
    for (const { name } of inputs) lastUses.set(name, step);
    const [{ name }] = inputs;
    borders.set(name, joinBorders(borders.get(name) ?? NO_BORDER, border ?? NO_BORDER));
  }
  lastUses.set(output.name, operations.length);

  const places = new Map<string, PlacedTensor>();
  let taken: { readonly from: number; readonly to: number; readonly name: string }[] = [];
  let end = start;
  const place = (kind: TensorKind, { rows, columns }: Size) => {
    const border = borders.get(kind.name) ?? NO_BORDER;
    const pixel = kind.stored * bytesPerNumber(kind);
    const row = (border.left + columns + border.right) * pixel;
    const bytes = (border.top + rows + border.bottom) * row;
    let from = start;
    for (const each of taken) {
      if (from + bytes <= each.from) break;
      from = Math.max(from, Math.ceil(each.to / 16) * 16);
    }
    taken = [...taken, { from, to: from + bytes, name: kind.name }].sort((a, b) => a.from - b.from);
    end = Math.max(end, from + bytes);
    places.set(kind.name, {
      ...kind,
      rows,
      columns,
      border,
      at: from + border.top * row + border.left * pixel,
      pixel,
      row,
    });
  };
  place(input, inputSize);
  for (const [step, operation] of operations.entries()) {
    const { inputs, output } = operation;
    place(output, operation.measure(inputs.map(({ name }) => places.get(name)!)));
    taken = taken.filter(({ name }) => (lastUses.get(name) ?? step) > step);
  }
  return { places, end };
}

function joinBorders(one: Border, other: Border): Border {
  return {
    top: Math.max(one.top, other.top),
    left: Math.max(one.left, other.left),
    bottom: Math.max(one.bottom, other.bottom),
    right: Math.max(one.right, other.right),
  };
}
