import { createWeightMemory, growMemory } from "./create-weight-memory.ts";
import type { Kernels } from "./kernels.ts";
import { lowerGraph } from "./lower-graph.ts";
import { planMemory } from "./plan-memory.ts";
import { readGraph } from "./read-graph.ts";
import type { PlacedTensor, Size } from "./tensor.ts";
import { unsupported } from "./unsupported.ts";

/** Numbers with a shape. */
export interface NetworkTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A convolutional network in memory of its own. It runs at once, on the calling thread. */
export interface Network {
  /** What the graph calls its ends. */
  readonly inputName: string;
  readonly outputName: string;
  /**
   * @param input `[n, channels, rows, columns]`
   * @returns `[n, channels, rows, columns]`, or `[n, channels]`, as the graph says
   * @throws PredictorError `model_unusable` where the network can't be run on an input of this size
   */
  run(input: NetworkTensor): NetworkTensor;
}

/** Sizes of inputs for which the steps are kept ready. */
const MAX_PLANS = 8;

/**
 * Opens an ONNX file for our own engine: convolutions, pooling and what goes with them, in floats or in 8-bit integers (QDQ).
 *
 * @param model the bytes of the file, which may be freed afterwards
 * @param module `kernels/kernels.ts`, compiled
 * @throws PredictorError `model_unusable`, with the operator's name, where the engine lacks one
 *
 * @example
 * const network = await openNetwork(model, await WebAssembly.compile(kernels));
 * const { data } = network.run({ dims: [1, 1, 28, 28], data: new Float32Array(784) });
 */
export async function openNetwork(model: Uint8Array, module: WebAssembly.Module): Promise<Network> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = exports as unknown as Kernels;
  let start = 0;
  const weights = createWeightMemory(memory, kernels.freeFrom.value, (end) => {
    start = end;
  });
  const { operations, input, output, outputName } = lowerGraph(readGraph(model), weights);
  start = Math.ceil(start / 16) * 16;
  const plans = new Map<string, Plan>();

  return {
    inputName: input.name,
    outputName,
    run({ dims, data }) {
      const [n, channels, rows, columns] = dims;
      if (dims.length !== 4 || channels !== input.channels || data.length !== n * channels * rows * columns)
        throw new RangeError(`The network's input is [n, ${input.channels}, rows, columns], not [${dims}].`);
      const plan = planOf({ rows, columns });
      const given = channels * rows * columns;
      const made = output.channels * plan.to.rows * plan.to.columns;
      const results = new Float32Array(n * made);
      for (let i = 0; i < n; i++) {
        new Float32Array(memory.buffer, plan.planes, given).set(data.subarray(i * given, (i + 1) * given));
        for (const compute of plan.steps) compute();
        results.set(new Float32Array(memory.buffer, plan.planes, made), i * made);
      }
      const size = output.isFlat ? [] : [plan.to.rows, plan.to.columns];
      return { dims: [n, output.channels, ...size], data: results };
    },
  };

  /** Plans share their memory: only one of them runs at a time. */
  function planOf(size: Size): Plan {
    const key = `${size.rows}×${size.columns}`;
    const plan = plans.get(key) ?? createPlan(size);
    plans.delete(key);
    plans.set(key, plan); // the one used last is dropped last
    if (plans.size > MAX_PLANS) plans.delete(plans.keys().next().value!);
    return plan;
  }

  function createPlan(size: Size): Plan {
    const { places, end } = planMemory(operations, input, size, output, start);
    const [from, to] = [places.get(input.name)!, places.get(output.name)!];
    for (const { operator, inputs } of operations)
      if (inputs[0].isFlat) checkFlat(operator, places.get(inputs[0].name)!);
    if (output.isFlat) checkFlat("Flatten", to);
    const planes = Math.ceil(end / 16) * 16;
    growMemory(memory, planes + 4 * Math.max(planeSize(from), planeSize(to)));
    const steps: (() => void)[] = [];
    const clear = (place: PlacedTensor) => {
      const { border, at, pixel, row, rows, columns } = place;
      if (Object.values(border).every((side) => side === 0)) return;
      const sides = [border.top, border.left * pixel, border.right * pixel, border.bottom];
      steps.push(() => kernels.clearBorder(at, rows, columns * pixel, row, ...sides));
    };
    clear(from);
    steps.push(() => kernels.fromPlanes(planes, from.rows, from.columns, from.channels, from.at, from.pixel, from.row));
    for (const operation of operations) {
      const place = places.get(operation.output.name)!;
      clear(place);
      steps.push(
        operation.bind(
          kernels,
          operation.inputs.map(({ name }) => places.get(name)!),
          place,
        ),
      );
    }
    steps.push(() => kernels.toPlanes(to.at, to.pixel, to.row, to.rows, to.columns, to.channels, planes));
    return { to, planes, steps };
  }
}

interface Plan {
  readonly to: Size;
  /** Where the input is put and the output taken, channel after channel. */
  readonly planes: number;
  readonly steps: readonly (() => void)[];
}

function planeSize({ rows, columns, channels }: PlacedTensor): number {
  return rows * columns * channels;
}

function checkFlat(operator: string, { rows, columns }: Size): void {
  if (rows * columns !== 1) throw unsupported(`${operator} of ${rows}×${columns} pixels, not of one`);
}
