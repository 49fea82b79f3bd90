/** What `kernels/kernels.ts` exports; lengths, addresses and distances are in bytes. */
export interface Kernels {
  readonly freeFrom: { readonly value: number };
  readonly convolveFloats: Kernel;
  readonly convolveWholes: Kernel;
  readonly fromPlanes: Kernel;
  readonly toPlanes: Kernel;
  readonly clearBorder: Kernel;
  readonly enlarge: Kernel;
  readonly poolLargest: Kernel;
  readonly poolMean: Kernel;
  readonly quantize: Kernel;
  readonly dequantize: Kernel;
  readonly addWholes: Kernel;
}

type Kernel = (...given: number[]) => void;
