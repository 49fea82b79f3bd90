import type { GraphBuilder, Value } from "./graph.ts";

/**
 * Gradient by the kernel of a same-size convolution, as one matrix product over all positions of all pictures.
 *
 * For a 3×3 kernel the input is shifted only up and down and the output's gradient only left and right; each pair of shifts is
 * one of the nine taps. That copies 3 (c + k) planes rather than the 9 c of the usual unfolding (im2col).
 *
 * @param x the convolution's input `[n, c, h, w]`
 * @param dy gradient by its output `[n, k, h, w]`
 * @param size 1 or 3
 * @returns `[k, c, size, size]`
 */
export function weightGradient(graph: GraphBuilder, x: Value, dy: Value, size: number): Value {
  const [c, k] = [x.dims[1], dy.dims[1]];
  const rows = channelsFirst(graph, dy);
  const columns = channelsFirst(graph, x);
  if (size === 1) return graph.reshape(product(graph, rows, columns), [k, c, 1, 1]);
  const taps = graph.reshape(product(graph, shifts(graph, rows, 3), shifts(graph, columns, 2)), [3, k, 3, c]);
  return graph.transpose(taps, [1, 3, 2, 0]);
}

function channelsFirst(graph: GraphBuilder, x: Value): Value {
  return graph.transpose(x, [1, 0, 2, 3]);
}

function product(graph: GraphBuilder, a: Value, b: Value): Value {
  const matrix = (x: Value) => graph.reshape(x, [x.dims[0], x.dims[1] * x.dims[2] * x.dims[3]]);
  return graph.node("Gemm", [matrix(a), matrix(b)], [a.dims[0], b.dims[0]], { transB: 1 });
}

/** Three copies of `x` along axis 0. Along the rows (axis 2) item i holds x[h + i - 1], along the columns (axis 3) x[w - i + 1]. */
function shifts(graph: GraphBuilder, x: Value, axis: 2 | 3): Value {
  const shift = (by: number) => {
    const pads = [0, 0, 0, 0, 0, 0, 0, 0];
    pads[axis] = by;
    pads[4 + axis] = -by;
    return graph.node("Pad", [x, graph.integers(pads)], x.dims);
  };
  return graph.concat(axis === 2 ? [shift(1), x, shift(-1)] : [shift(-1), x, shift(1)], 0);
}
