/** What is kept of a run, as JSON. Sizes are in bytes. */
export interface Results {
  readonly machine: Machine;
  readonly rounds: number;
  /** Of each load with the small picture; the others take six tenths of it. */
  readonly seconds: number;
  readonly pictures: readonly { readonly name: string; readonly title: string; readonly bytes: number }[];
  readonly contenders: readonly ContenderResults[];
  /** For each round, for each picture. */
  readonly floor: (readonly FloorFigures[])[];
}

export interface Machine {
  readonly date: string;
  /** With a "+" where files had been changed. */
  readonly commit: string;
  readonly processor: string;
  readonly cores: number;
  readonly memory: number;
  readonly system: string;
  /** Average over the last minute before the run: what else the machine was doing. */
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

export interface ContenderResults {
  readonly name: string;
  readonly title: string;
  readonly isOurs: boolean;
  /** One for each round. */
  readonly runs: Run[];
}

export interface Run {
  /** From the start to the first answer. */
  readonly startMs: number;
  readonly memoryAtRest: number;
  readonly installed: number;
  readonly loads: readonly Figures[];
}

export interface Figures {
  readonly picture: string;
  /**
   * "1 client", "8 clients", "64 clients" in a closed loop; "50 %", "80 %", "120 %" of the capacity in an open one;
   * "beside large" at a quarter of it, while large pictures are read.
   */
  readonly load: string;
  readonly offeredPerS?: number;
  readonly answered: number;
  readonly refused: number;
  readonly failed: number;
  readonly unanswered: number;
  readonly requestsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** Processor time of the whole tree of processes for each answered request. */
  readonly processorMs: number;
  readonly memory: number;
}

/** For each picture read. */
export interface FloorFigures {
  readonly picture: string;
  readonly requestsPerS: number;
  readonly processorMs: number;
  readonly decodeMs: number;
  readonly prepareMs: number;
  readonly networkMs: number;
}
