import { CHANNEL_COUNT, CHANNELS } from "../../core/find/cells.ts";
import type { GraphBuilder, Value } from "../autograd/graph.ts";

/** What the outputs should be, each `[n, channels, h, w]` in cells. */
export interface FinderTargets {
  /** `[n, 1, h, w]`: 1 at a digit's centre, falling around it as a Gaussian. */
  readonly heat: Value;
  /** `[n, 1, h, w]`: how much a cell counts; 0 where nobody can tell. */
  readonly weight: Value;
  /** `[n, 1, h, w]`: 1 where digits lie that are too small to be read at this scale. */
  readonly small: Value;
  /** `[n, 4, h, w]`: log width, log height, x and y offset of the centre, in the network's units. */
  readonly box: Value;
  /** `[n, 10, h, w]`: the digit, as one of ten. */
  readonly classes: Value;
  /** `[n, 1, h, w]`: how much a cell's box and class count; each digit's cells sum to 1. */
  readonly inside: Value;
  /** Scalar: 1 / number of digits, at most 1. */
  readonly perDigit: Value;
}

const BOX_WEIGHT = 1;
const CLASS_WEIGHT = 0.5;
const SMALL_WEIGHT = 0.02;
/** Differences below this count by their square (Huber 1964), in log sizes and in cells. */
const KINK = 0.1;

/**
 * Loss of the finder: penalty-reduced focal loss of the centres (Law and Deng 2018, https://arxiv.org/abs/1808.01244), Huber loss of
 * sizes and offsets, and cross-entropy of the classes; the latter two at the centres only.
 *
 * @param output `[n, 16, h, w]`
 * @returns the scalar loss and its parts `[4]`: centres, small digits, boxes, classes
 */
export function finderLoss(graph: GraphBuilder, output: Value, targets: FinderTargets): { loss: Value; parts: Value } {
  const [n, , height, width] = output.dims;
  const take = (start: number, count: number) =>
    graph.node(
      "Slice",
      [output, ...[start, start + count, 1].map((value) => graph.integers([value]))],
      [n, count, height, width],
    );
  const sum = (value: Value) => graph.reshape(graph.reduce("ReduceSum", value, [0, 1, 2, 3]), [1]);
  const times = (value: Value, factor: number) => graph.multiply(value, graph.scalar(factor));
  const neg = (value: Value) => graph.node("Neg", [value], value.dims);
  const one = graph.scalar(1);

  const centre = focal(graph, take(CHANNELS.centre, 1), targets.heat);
  const centreScale = graph.multiply(targets.weight, targets.perDigit);

  const smallLogit = take(CHANNELS.small, 1);
  const smallP = graph.node("Sigmoid", [smallLogit], smallLogit.dims);
  const smallLoss = graph.subtract(softplus(graph, smallLogit), graph.multiply(smallLogit, targets.small));
  const smallScale = times(graph.multiply(targets.weight, targets.perDigit), SMALL_WEIGHT);

  const difference = graph.subtract(take(CHANNELS.width, 4), targets.box);
  const scaled = times(difference, 1 / KINK);
  const bounded = graph.node("Clip", [scaled, graph.scalar(-1), one], scaled.dims);
  // Huber's loss is the bounded slope times the difference, less half of what the bound took.
  const huber = graph.multiply(bounded, graph.subtract(difference, times(bounded, KINK / 2)));
  const insideScale = graph.multiply(targets.inside, targets.perDigit);

  const classLogits = take(CHANNELS.classes, 10);
  const logs = graph.node("LogSoftmax", [classLogits], classLogits.dims, { axis: 1 });
  const classLoss = neg(graph.multiply(targets.classes, logs));

  const parts = graph.concat(
    [
      sum(graph.multiply(centre.loss, centreScale)),
      sum(graph.multiply(smallLoss, smallScale)),
      sum(graph.multiply(huber, times(insideScale, BOX_WEIGHT))),
      sum(graph.multiply(classLoss, times(insideScale, CLASS_WEIGHT))),
    ],
    0,
  );
  const loss = graph.reshape(graph.reduce("ReduceSum", parts, [0]), []);
  graph.differentiable(loss, [output], (dLoss) => {
    const gradients = [
      graph.multiply(centre.gradient, centreScale),
      graph.multiply(graph.subtract(smallP, targets.small), smallScale),
      graph.multiply(bounded, times(insideScale, BOX_WEIGHT)),
      graph.multiply(
        graph.subtract(graph.node("Softmax", [classLogits], classLogits.dims, { axis: 1 }), targets.classes),
        times(insideScale, CLASS_WEIGHT),
      ),
    ];
    const all = graph.concat(gradients, 1);
    if (all.dims[1] !== CHANNEL_COUNT) throw new Error("The loss covers every output channel.");
    return [graph.multiply(all, dLoss)];
  });
  return { loss, parts };
}

function softplus(graph: GraphBuilder, x: Value): Value {
  return graph.node("Softplus", [x], x.dims);
}

/** Focal loss of each cell and its gradient by the logit, with exponents 2 and 4 as in CornerNet. */
function focal(graph: GraphBuilder, logit: Value, heat: Value): { loss: Value; gradient: Value } {
  const { dims } = logit;
  const square = (x: Value) => graph.multiply(x, x);
  const one = graph.scalar(1);
  const p = graph.node("Sigmoid", [logit], dims);
  const q = graph.subtract(one, p);
  const logP = graph.subtract(logit, softplus(graph, logit));
  const logQ = graph.node("Neg", [softplus(graph, logit)], dims);
  // 1 where the heat is exactly 1, and (1 − heat)⁴ elsewhere.
  const isCentre = graph.node("HardSigmoid", [graph.subtract(heat, graph.scalar(0.9999))], dims, {
    alpha: { float: 1e30 },
    beta: { float: 0 },
  });
  const reduced = square(square(graph.subtract(one, heat)));
  const two = graph.scalar(2);
  const lossAt = graph.node("Neg", [graph.multiply(square(q), logP)], dims);
  const lossOff = graph.node("Neg", [graph.multiply(square(p), logQ)], dims);
  const gradientAt = graph.multiply(square(q), graph.subtract(graph.multiply(two, graph.multiply(p, logP)), q));
  const gradientOff = graph.multiply(square(p), graph.subtract(p, graph.multiply(two, graph.multiply(q, logQ))));
  const mix = (at: Value, off: Value) =>
    graph.add(
      graph.multiply(isCentre, at),
      graph.multiply(graph.subtract(one, isCentre), graph.multiply(reduced, off)),
    );
  return { loss: mix(lossAt, lossOff), gradient: mix(gradientAt, gradientOff) };
}
