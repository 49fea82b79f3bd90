import type { GraphBuilder, Value } from "./graph.ts";

/**
 * Gradient by the kernel of a same-size convolution, as one matrix product over all positions of all pictures.
 *
 * For a 3×3 kernel the input is shifted only up and down and the output's gradient only left and right; each pair of shifts is
 * one of the nine taps. That copies 3 (c + k) planes rather than the 9 c of the usual unfolding (im2col), which is only better for one channel.
 *
 * @param x the convolution's input `[n, c, h, w]`
 * @param dy gradient by its output `[n, k, h, w]`
 * @param size 1 or 3
 * @returns `[k, c, size, size]`
 */
export function weightGradient(graph: GraphBuilder, x: Value, dy: Value, size: number): Value {
  const [n, c, height, width] = x.dims;
  const k = dy.dims[1];
  const rows = channelsFirst(graph, dy);
  const columns = channelsFirst(graph, x);
  if (size === 1) return graph.reshape(product(graph, rows, columns), [k, c, 1, 1]);
  const inRow = (by: number) => (at: number) => (at % width) + by >= 0 && (at % width) + by < width;
  const inPicture = (by: number) => (at: number) => {
    const row = Math.floor(at / width) % height;
    return row + by >= 0 && row + by < height;
  };
  const inBoth = (down: number, right: number) => (at: number) => inPicture(down)(at) && inRow(right)(at);
  const positions = n * height * width;
  const shifted = (values: Value, by: number, inside: (at: number) => boolean) => {
    const flat = graph.node("Pad", [values, graph.integers([0, -by, 0, by])], values.dims);
    const masks = Float32Array.from({ length: positions }, (_, at) => Number(inside(at)));
    return graph.multiply(flat, graph.constant(masks, [1, positions]));
  };
  if (c === 1) {
    const taps = [-1, 0, 1].flatMap((down) =>
      [-1, 0, 1].map((right) => shifted(columns, down * width + right, inBoth(down, right))),
    );
    return graph.reshape(product(graph, rows, graph.concat(taps, 0)), [k, 1, 3, 3]);
  }
  const left = graph.concat([shifted(rows, 1, inRow(1)), rows, shifted(rows, -1, inRow(-1))], 0);
  const down = graph.concat(
    [shifted(columns, -width, inPicture(-1)), columns, shifted(columns, width, inPicture(1))],
    0,
  );
  const taps = graph.reshape(product(graph, left, down), [3, k, 3, c]);
  return graph.transpose(taps, [1, 3, 2, 0]);
}

/** `[n, c, h, w]` → `[c, n h w]` */
function channelsFirst(graph: GraphBuilder, x: Value): Value {
  const [n, c, height, width] = x.dims;
  return graph.reshape(graph.transpose(x, [1, 0, 2, 3]), [c, n * height * width]);
}

function product(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.node("Gemm", [a, b], [a.dims[0], b.dims[0]], { transB: 1 });
}
