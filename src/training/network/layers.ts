/** A tensor of which the shape is known. */
export interface Shaped {
  readonly dims: readonly number[];
}

/**
 * What networks are made of. To train, to count the weights, to export and to quantize are readings of one description: each gives these
 * operations its own meaning. Tensors are `[n, channels, height, width]`.
 */
export interface Layers<T extends Shaped> {
  /** Convolution (odd square kernel, same size) and batch normalization, whose scale starts at `scale`. */
  convolve(x: T, name: string, channels: number, size: number, scale?: number): T;
  /** Convolution of 2×2 pixels at every second place, and batch normalization; the weights lie as `[channels, (y, x, c), 1, 1]`. */
  halve(x: T, name: string, channels: number): T;
  /** The same of 2×1 pixels: half as many rows, and as many columns; the weights lie as `[channels, (y, c), 1, 1]`. */
  halveRows(x: T, name: string, channels: number): T;
  /** Each pixel becomes 2×2. */
  double(x: T): T;
  /** 1×1 convolution with a bias, without normalization. */
  project(x: T, name: string, channels: number): T;
  relu(x: T): T;
  add(a: T, b: T): T;
  /** `[n, c, h, w]` → `[n, c]` */
  averagePool(x: T): T;
  dropout(x: T): T;
  /** `[n, c]` → `[n, outputs]` */
  dense(x: T, name: string, outputs: number): T;
}

/** One end of a network: its name in the file, its shape, and the same with names for the dimensions that may be any number. */
export interface NetworkEnd {
  readonly name: string;
  readonly dims: readonly number[];
  readonly openDims: readonly (number | string)[];
}

/** A network, whatever it is read for. */
export interface Network {
  readonly input: NetworkEnd;
  readonly output: Omit<NetworkEnd, "dims">;
  describe<T extends Shaped>(input: T, layers: Layers<T>): T;
}
