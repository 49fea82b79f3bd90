/** What is known of a tensor before the input's size is. */
export interface TensorKind {
  readonly name: string;
  readonly channels: number;
  /** How many channels each pixel takes in memory; those above `channels` are 0. */
  readonly stored: number;
  /** Scale and limits of whole numbers, less their zero point, which are i16; without it, they are floats. */
  readonly whole?: WholeRange;
  /** `[n, channels]` instead of `[n, channels, rows, columns]`. */
  readonly isFlat: boolean;
}

export interface WholeRange {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

/** In pixels. */
export interface Size {
  readonly rows: number;
  readonly columns: number;
}

/** Pixels of zeros around a tensor, for convolutions that read beyond its sides. */
export interface Border {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A tensor in memory, as `[row][column][channel]`. Distances are in bytes. */
export interface PlacedTensor extends TensorKind, Size {
  readonly border: Border;
  /** Where its first pixel is, without the border. */
  readonly at: number;
  readonly pixel: number;
  readonly row: number;
}

export const NO_BORDER: Border = { top: 0, left: 0, bottom: 0, right: 0 };

export function bytesPerNumber({ whole }: TensorKind): number {
  return whole === undefined ? 4 : 2;
}
